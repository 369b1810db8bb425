/** Values of options, read from what was typed. */
import type { Expected } from '@agent-versions/core';
import { parseCount } from './paging';

/**
 * What is expected to be there: a number, or `none`.
 * @throws InvalidArgumentError when it is neither
 */
export function expectedNumber(text: string): Expected {
  return text === 'none' ? text : parseCount(text);
}

/** All values of an option that can be given several times; undefined where it was not. */
export function collect(value: string, values: readonly string[] = []): string[] {
  return [...values, value];
}
