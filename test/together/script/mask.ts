/** Answers as all worlds must give them: ids called by name, times that a store chose left out. */
import { isStorageError } from '@agent-versions/core';
import type { World } from './world';

const ULID = /[0-7][0-9A-HJKMNP-TV-Z]{25}/g;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Times before this one are the script's own, and stay. */
const OWN_TIMES_END = Date.UTC(2010, 0);

/** The time of a script's step: long ago, one second after the other. */
export function ownTime(step: number): Date {
  return new Date(Date.UTC(2001, 0) + step * 1000);
}

/** What came of a call, in a form that is the same in every world. */
export async function answerOf(world: World, call: () => Promise<unknown>): Promise<unknown> {
  try {
    const value = await call();
    world.learn(value);
    return { value: mask(world, value), heard: mask(world, world.takeHeard()) };
  } catch (error) {
    if (!isStorageError(error)) throw error;
    return { refused: mask(world, { ...error, code: error.code }), heard: mask(world, world.takeHeard()) };
  }
}

function mask(world: World, value: unknown, key?: string): unknown {
  if (value instanceof Date) return maskTime(value);
  if (typeof value === 'string') {
    if (ISO_TIME.test(value)) return maskTime(new Date(value));
    return value.replaceAll(ULID, (id) => world.nameOfId(id));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => mask(world, item));
    // targets come by id, and ids differ
    return key === 'targets' || key === 'from' || key === 'to' ? items.sort(byVersion) : items;
  }
  const entries = Object.entries(value).filter(([name]) => name !== 'cursor');
  return Object.fromEntries(entries.map(([name, item]) => [name, mask(world, item, name)]));
}

function maskTime(time: Date): string {
  return time.getTime() < OWN_TIMES_END ? time.toISOString() : '<a time>';
}

function byVersion(left: unknown, right: unknown): number {
  const [a, b] = [left, right].map((target) => String((target as { versionId?: unknown }).versionId));
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
