/** The options of every command that makes a version. */
import type { Expected, RestoreOptions } from '@agent-versions/core';
import type { Command } from 'commander';
import { collect, expectedNumber } from './option-values';

/** Those options, as they were given. */
export interface VersionFlags {
  message?: string;
  name?: string;
  label?: string[];
  expected?: Expected;
  force?: boolean;
  idempotencyKey?: string;
}

/** Adds them to a command. */
export function addVersionOptions(command: Command): Command {
  return command
    .option('-m, --message <text>', 'why')
    .option('--name <text>', 'a name for the version')
    .option('--label <label>', 'point a label at the version in the same step (repeatable)', collect)
    .option(
      '--expected <number>',
      'refuse unless this is the newest version; none: unless there is none',
      expectedNumber,
    )
    .option('--force', 'make a version even if nothing has changed')
    .option('--idempotency-key <key>', 'makes it safe to repeat the same call');
}

/** The flags in the terms of the service. */
export function versionOptions(flags: VersionFlags): RestoreOptions {
  const { message, name, label: labels, expected, force, idempotencyKey } = flags;
  return { message, name, labels, expected, force, idempotencyKey };
}
