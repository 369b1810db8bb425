/** Every command, in the order of the help. */
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { defineActivate } from './activate';
import { defineAgents } from './agents';
import { defineDiff } from './diff';
import { defineDoctor } from './doctor';
import { defineExport } from './export';
import { defineImport } from './import';
import { defineInit } from './init';
import { defineLabel } from './label';
import { defineLog } from './log';
import { defineMigrate } from './migrate';
import { definePrune } from './prune';
import { defineRestore } from './restore';
import { defineSave } from './save';
import { defineServe } from './serve';
import { defineShow } from './show';
import { defineVerify } from './verify';

/** What a file of a command exports. */
type Define = (program: Command, cli: CliContext) => void;

const GROUPS: readonly (readonly [string, readonly Define[]])[] = [
  ['Agents and versions:', [defineAgents, defineSave, defineLog, defineShow, defineDiff]],
  ['What is served:', [defineActivate, defineRestore, defineLabel, defineServe]],
  ['Whole histories:', [definePrune, defineVerify, defineExport, defineImport]],
  ['Set-up:', [defineInit, defineMigrate, defineDoctor]],
];

/** Adds all commands to the program. */
export function defineCommands(program: Command, cli: CliContext): void {
  for (const [heading, commands] of GROUPS) {
    program.commandsGroup(heading);
    for (const define of commands) define(program, cli);
  }
}
