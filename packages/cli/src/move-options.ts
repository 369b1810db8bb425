/** The options of every command that moves a label. */
import type { Expected, LabelOptions } from '@agent-versions/core';
import type { Command } from 'commander';
import { expectedNumber } from './option-values';

/** Adds them to a command. */
export function addMoveOptions(command: Command): Command {
  return command
    .option('-m, --reason <text>', 'why; kept with the move')
    .option(
      '--expected <revision>',
      'refuse unless the label is at this revision; none: unless it is not set',
      expectedNumber,
    );
}

/** Those options, as they were given. */
export interface MoveFlags {
  reason?: string;
  expected?: Expected;
}

/** The flags in the terms of the service. */
export function moveOptions({ reason, expected }: MoveFlags): LabelOptions {
  return { reason, expected };
}
