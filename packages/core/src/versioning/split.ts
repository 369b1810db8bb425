/** Which version a key gets where a label splits: the same one as before, whenever it can. */
import { hash } from 'node:crypto';
import { ValidationError } from '../errors';
import { canonicalJson } from '../json/canonical';
import type { LabelTarget } from '../storage/domains/agent-versions';
import { compareText } from '../storage/order';

/** Of the hash, what a double holds exactly. */
const BYTES = 6;
const RANGE = 2 ** (8 * BYTES);

/**
 * Chooses a target for a key by weighted rendezvous hashing: the one of the greatest `weight / -ln(u)`, where `u` is
 * the first 48 bits of SHA-256 over the canonical JSON of `[key, versionId]`, plus a half, over 2^48; the first by id
 * among equals. Each target gets keys in proportion to its weight. When one target's share grows at the cost of all
 * others in proportion, keys move to that target only; when one goes, only its own keys move.
 * @throws ValidationError when there is no target
 * @see https://en.wikipedia.org/wiki/Rendezvous_hashing
 */
export function chooseTarget(targets: readonly LabelTarget[], key: string): LabelTarget {
  const scored = targets.map((target) => ({ target, score: target.weight / -Math.log(share(key, target.versionId)) }));
  scored.sort((a, b) => b.score - a.score || compareText(a.target.versionId, b.target.versionId));
  const [first] = scored;
  if (!first) throw new ValidationError([{ path: 'targets', message: 'must not be empty' }]);
  return first.target;
}

/** The version that a key gets of those a label points at, heaviest first; without a key the first. */
export function chooseCandidate<C extends { version: { id: string }; weight: number }>(
  candidates: readonly C[],
  key: string | undefined,
): C | undefined {
  const [first, ...others] = candidates;
  if (!first || others.length === 0 || key === undefined) return first;
  const targets = candidates.map(({ version, weight }) => ({ versionId: version.id, weight }));
  const { versionId } = chooseTarget(targets, key);
  return candidates.find(({ version }) => version.id === versionId);
}

/** Between 0 and 1, neither included, spread evenly over keys and versions. */
function share(key: string, versionId: string): number {
  const digest = hash('sha256', canonicalJson([key, versionId]), 'buffer');
  return (digest.readUIntBE(0, BYTES) + 0.5) / RANGE;
}
