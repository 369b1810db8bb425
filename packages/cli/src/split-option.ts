/** Shares of a label, as they are typed: `1=9000,2=1000`, or `1=90%,2=10%`. */
import { type LabelDestination, WHOLE_LABEL } from '@agent-versions/core';
import { InvalidArgumentError } from 'commander';

const SHARE = /^(.+)=(\d{1,5}|\d{1,3}(?:\.\d{1,2})?%)$/;

/**
 * The versions and their shares in basis points; whether they sum up, the service says.
 * @throws InvalidArgumentError when a part is no share
 */
export function parseSplit(text: string): LabelDestination {
  const targets = text.split(',').map((part) => {
    const [, version, share = ''] = SHARE.exec(part.trim()) ?? [];
    if (version === undefined) {
      throw new InvalidArgumentError('It names versions and their shares of 10000: 1=9000,2=1000, or 1=90%,2=10%.');
    }
    return { version, weight: share.endsWith('%') ? basisPoints(share) : Number(share) };
  });
  return { targets };
}

function basisPoints(percent: string): number {
  return Math.round((Number.parseFloat(percent) * WHOLE_LABEL) / 100);
}
