#!/usr/bin/env node
/** The program `agent-versions`. */
import { interruption } from './interruption';
import { runCli } from './run';

const { stdin, stdout, stderr, env } = process;
const argv = process.argv.slice(2);
const run = runCli({ argv, stdin, stdout, stderr, env, cwd: process.cwd(), signal: interruption() });
void run.then((code) => {
  process.exitCode = code;
  stdin.destroy(); // else the process would wait for input that nobody wants
});
