/** Errors as the program reports them: one line that says what happened, one that says what to do, and a code. */
import { getSystemErrorMap } from 'node:util';
import { isStorageError, type StorageError } from '@agent-versions/core';
import { CommanderError } from 'commander';
import { type CliErrorCode, EXIT, EXIT_BY_ERROR, type ExitCode } from './exit-codes';
import { UsageError } from './usage-error';

/** An error, ready to be printed. */
export interface ErrorReport {
  code: CliErrorCode;
  exitCode: ExitCode;
  message: string;
  /** What to do next, where that is known. */
  hint?: string;
  /** What the error says beside its message, such as `expected` and `actual`. */
  details: Readonly<Record<string, unknown>>;
}

const NOT_FOUND_HINTS: Readonly<Record<string, string>> = {
  agent: '`agent-versions agents` lists the agents.',
  version: '`agent-versions log AGENT` lists its versions.',
  label: '`agent-versions label list AGENT` lists its labels.',
};

const HINTS: Partial<Record<CliErrorCode, string>> = {
  forbidden: 'The policy of the configuration says so; --as NAME says who you are.',
  unavailable: 'Try again; `agent-versions doctor` checks the way to the database.',
  outcome_unknown: 'Look first whether it happened (`agent-versions log AGENT`), then repeat it if it did not.',
  migration: '`agent-versions migrate status` tells how far the schema is.',
};

/** What there is to say about anything that a command can throw; null where the help was asked for and shown. */
export function reportOf(error: unknown, signal: AbortSignal): ErrorReport | null {
  if (error instanceof CommanderError) return reportUsage(error);
  if (signal.aborted && isAbort(error, signal)) {
    return { code: 'interrupted', exitCode: EXIT.interrupted, message: 'Interrupted', details: {} };
  }
  if (error instanceof UsageError) return report({ code: 'usage', message: error.message, hint: error.hint });
  if (isStorageError(error)) return reportStorage(error);
  if (!(error instanceof Error)) return report({ code: 'internal', message: String(error) });
  if (isFileError(error)) return report({ code: 'file', message: fileMessage(error) });
  return report({ code: 'internal', message: error.message });
}

/** Whether a write failed because nobody reads any more. */
export function isBrokenPipe(error: unknown): boolean {
  const code: unknown = Object(error).code;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}

function reportUsage(error: CommanderError): ErrorReport | null {
  if (error.exitCode === 0) return null;
  if (error.code === 'commander.help') return report({ code: 'usage', message: '' });
  const message = error.message.replace(/^error: /, '');
  return report({ code: 'usage', message: message[0]?.toUpperCase() + message.slice(1) });
}

function reportStorage(error: StorageError): ErrorReport {
  const { code, name: _name, ...details } = { ...error };
  return report({ code, message: error.message, hint: hintFor(error), details });
}

function hintFor(error: StorageError): string | undefined {
  if (error.code === 'not_found') return NOT_FOUND_HINTS[String(Reflect.get(error, 'entity'))];
  return HINTS[error.code];
}

function report(input: Omit<ErrorReport, 'exitCode' | 'details'> & Partial<ErrorReport>): ErrorReport {
  return { exitCode: EXIT_BY_ERROR[input.code], details: {}, ...input };
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

/** An error of the file system: it names the file. */
interface FileError extends Error {
  errno: number;
  path: string;
}

function isFileError(error: Error): error is FileError {
  return 'syscall' in error && 'errno' in error && 'path' in error && typeof error.path === 'string';
}

/** In the system's words: `agents.json: no such file or directory`. */
function fileMessage({ errno, path, message }: FileError): string {
  return `${path}: ${getSystemErrorMap().get(errno)?.[1] ?? message}`;
}
