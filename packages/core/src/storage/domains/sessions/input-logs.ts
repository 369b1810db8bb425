/** The inputs about logs of sessions: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import { ValidationError } from '../../../errors';
import { MAX_ISSUES } from '../../../json/issues';
import type { StorableLimits } from '../../../json/limits';
import { type Storable, type StorableValue, toStorable, toStorableValue } from '../../../json/storable';
import {
  directionSchema,
  idSchema,
  MAX_IDS,
  nonNegativeIntegerSchema,
  pageFields,
  parseInput,
  perPageSchema,
  positiveIntegerSchema,
} from '../../input';
import { copyRecords } from '../../same-record';
import type { SortDirection } from '../../types';
import type {
  AppendSessionLogInput,
  AppendSessionLogsInput,
  GetLatestSessionLogsInput,
  GetSessionLogTreeInput,
  ListSessionLogsInput,
  SessionLogKey,
  SessionLogRole,
  SessionLogType,
  UpdateSessionLogInput,
} from './records-logs';

/** A log that can be appended as it is. */
export interface PreparedLog {
  /** A log that is there already; undefined: another says it, or it belongs under none. */
  parentId: number | undefined;
  /** The place of one before it in the call, from 0; undefined, likewise. */
  parentIndex: number | undefined;
  /** Who speaks. */
  role: SessionLogRole;
  /** What kind of step it is. */
  type: SessionLogType;
  /** A copy, shared with nobody. */
  content: StorableValue;
  /** A copy, shared with nobody; undefined: none. */
  metadata: Storable | undefined;
}

/** Logs of one session that can be appended as they are. */
export interface PreparedLogs {
  /** The session, which may not be there. */
  sessionId: string;
  /** In this order. */
  logs: PreparedLog[];
}

/** A change of a log that can be stored as it is; undefined: it stays. */
export interface PreparedLogUpdate extends SessionLogKey {
  /** A copy, shared with nobody. */
  content: StorableValue | undefined;
  /** Null: there is none any more. */
  metadata: Storable | null | undefined;
}

/** A page of logs, fully said. */
export interface ListSessionLogsQuery {
  /** The session. */
  sessionId: string;
  /** From 0. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
  /** By id. */
  direction: SortDirection;
}

/** Content and metadata are looked at by toStorable. */
const logFields = {
  parentId: positiveIntegerSchema.optional(),
  role: z.enum(['user', 'agent', 'system', 'tool']),
  type: z.enum(['message', 'thought', 'action', 'observation']),
  content: z.unknown(),
  metadata: z.unknown().optional(),
};

const keyFields = { sessionId: idSchema, id: positiveIntegerSchema };

const appendOneSchema = z.strictObject({ sessionId: idSchema, ...logFields });

const logSchema = z.strictObject({ ...logFields, parentIndex: nonNegativeIntegerSchema.optional() });

const appendSchema = z.strictObject({ sessionId: idSchema, logs: z.array(logSchema).max(MAX_IDS) });

const keySchema = z.strictObject(keyFields);

const updateSchema = z.strictObject({
  ...keyFields,
  content: z.unknown().optional(),
  metadata: z.unknown().optional(),
});

const listSchema = z.strictObject({
  sessionId: idSchema,
  ...pageFields,
  direction: directionSchema.default('ASC'),
});

const latestSchema = z.strictObject({ sessionId: idSchema, limit: perPageSchema });

const treeSchema = z.strictObject({ sessionId: idSchema, id: positiveIntegerSchema.optional() });

/** @throws ValidationError when the input breaks a rule of {@link AppendSessionLogInput} */
export function prepareLog(input: AppendSessionLogInput, limits?: Partial<StorableLimits>): PreparedLogs {
  const { sessionId, ...log } = parseInput(appendOneSchema, input);
  return { sessionId, logs: [storableLog(log, { path: '', limits })] };
}

/** @throws ValidationError when the input breaks a rule of {@link AppendSessionLogsInput} */
export function prepareLogs(input: AppendSessionLogsInput, limits?: Partial<StorableLimits>): PreparedLogs {
  const { sessionId, logs } = parseInput(appendSchema, input);
  requireParentsBefore(logs);
  const copies = copyRecords(logs, {
    path: 'logs',
    copy: (given, path) => {
      const log = storableLog(given, { path: `${path}.`, limits });
      return { log, texts: { content: log.content.canonical, metadata: log.metadata?.canonical } };
    },
  });
  return { sessionId, logs: copies.map(({ log }) => log) };
}

/** @throws ValidationError when the input breaks a rule of {@link SessionLogKey} */
export function parseSessionLogKey(input: SessionLogKey): SessionLogKey {
  return parseInput(keySchema, input);
}

/** @throws ValidationError when the input breaks a rule of {@link UpdateSessionLogInput} */
export function parseUpdateSessionLog(
  input: UpdateSessionLogInput,
  limits?: Partial<StorableLimits>,
): PreparedLogUpdate {
  const { sessionId, id, content, metadata } = parseInput(updateSchema, input);
  return {
    sessionId,
    id,
    content: content === undefined ? undefined : toStorableValue(content, { path: 'content', limits }),
    metadata: metadata == null ? metadata : toStorable(metadata, { path: 'metadata', limits }),
  };
}

/** @throws ValidationError when the input breaks a rule of {@link ListSessionLogsInput} */
export function parseListSessionLogs(input: ListSessionLogsInput): ListSessionLogsQuery {
  return parseInput(listSchema, input);
}

/** @throws ValidationError when the input breaks a rule of {@link GetLatestSessionLogsInput} */
export function parseLatestSessionLogs(input: GetLatestSessionLogsInput): GetLatestSessionLogsInput {
  return parseInput(latestSchema, input);
}

/** @throws ValidationError when the input breaks a rule of {@link GetSessionLogTreeInput} */
export function parseSessionLogTree(input: GetSessionLogTreeInput): GetSessionLogTreeInput {
  return parseInput(treeSchema, input);
}

/** A log belongs under one before it in the call, or under one that is there: not under both. */
function requireParentsBefore(logs: readonly z.output<typeof logSchema>[]): void {
  const issues = logs.flatMap(({ parentId, parentIndex }, index) => {
    if (parentIndex === undefined) return [];
    const path = `logs[${index}].parentIndex`;
    if (parentIndex >= index) return [{ path, message: 'must be the place of a log before this one' }];
    return parentId === undefined ? [] : [{ path, message: 'must not stand beside parentId' }];
  });
  if (issues.length > 0) throw new ValidationError(issues.slice(0, MAX_ISSUES));
}

/** `path` is what stands before the names of the log's fields in issues. */
function storableLog(
  log: z.output<typeof logSchema>,
  { path, limits }: { path: string; limits: Partial<StorableLimits> | undefined },
): PreparedLog {
  const { parentId, parentIndex, role, type, content, metadata } = log;
  return {
    parentId,
    parentIndex,
    role,
    type,
    content: toStorableValue(content, { path: `${path}content`, limits }),
    metadata: metadata === undefined ? undefined : toStorable(metadata, { path: `${path}metadata`, limits }),
  };
}
