/** Records of sessions' logs, and the inputs and outputs of the methods about them. */
import type { JsonObject, JsonValue } from '../../../json/types';
import type { PageOutput, SortDirection } from '../../types';

/** Who speaks in a log. */
export type SessionLogRole = 'user' | 'agent' | 'system' | 'tool';

/** What kind of step a log is. */
export type SessionLogType = 'message' | 'thought' | 'action' | 'observation';

/** A step of a session. */
export interface SessionLog {
  /** The session. */
  sessionId: string;
  /** 1, 2, 3 … within the session, in the order of the appends, never used again. */
  id: number;
  /** An earlier log of the same session, which this one belongs under. */
  parentId?: number;
  /** Who speaks. */
  role: SessionLogRole;
  /** What kind of step it is. */
  type: SessionLogType;
  /** Any JSON value, null included. */
  content: JsonValue;
  /** Whatever else is known of it. */
  metadata?: JsonObject;
  /** When it was appended. */
  createdAt: Date;
  /** When its content or metadata last changed. */
  updatedAt: Date;
}

/** A log with what belongs under it. */
export interface SessionLogNode extends SessionLog {
  /** Oldest first; empty where nothing belongs under it. */
  children: SessionLogNode[];
}

/** A log to append, without its session. Its parent is named in one way at most. */
export interface NewSessionLog {
  /** A log that is there already. */
  parentId?: number;
  /** A log before it in the same call, by its place in `logs`, from 0: what id it will get nobody knows yet. */
  parentIndex?: number;
  /** Who speaks. */
  role: SessionLogRole;
  /** What kind of step it is. */
  type: SessionLogType;
  /** Any JSON value, null included. */
  content: JsonValue;
  /** Whatever else is known of it. */
  metadata?: JsonObject;
}

/** One log to append. */
export interface AppendSessionLogInput extends Omit<NewSessionLog, 'parentIndex'> {
  /** The session to append to. */
  sessionId: string;
}

/** Several logs to append, in this order. */
export interface AppendSessionLogsInput {
  /** The session to append to. */
  sessionId: string;
  /** At most 1,000, with at most 64 MiB of canonical JSON together. */
  logs: NewSessionLog[];
}

/** What was appended, in the order given. */
export interface AppendSessionLogsOutput {
  /** As stored. */
  logs: SessionLog[];
}

/** Names a log. */
export interface SessionLogKey {
  /** The session. */
  sessionId: string;
  /** The log within it. */
  id: number;
}

/** A change of a log: each field that is given replaces the stored one whole. */
export interface UpdateSessionLogInput extends SessionLogKey {
  /** Any JSON value, null included. */
  content?: JsonValue;
  /** Null takes it away. */
  metadata?: JsonObject | null;
}

/** Which logs of a session to list. */
export interface ListSessionLogsInput {
  /** The session. */
  sessionId: string;
  /** From 0 (default 0). */
  page?: number;
  /** 1 to 1000 (default 20). */
  perPage?: number;
  /** By id (default `ASC`, oldest first). */
  direction?: SortDirection;
}

/** A page of logs. */
export interface ListSessionLogsOutput extends PageOutput {
  /** In the order asked for. */
  logs: SessionLog[];
}

/** How many of the newest logs to return. */
export interface GetLatestSessionLogsInput {
  /** The session. */
  sessionId: string;
  /** 1 to 1000. */
  limit: number;
}

/** Which logs to return as a tree. */
export interface GetSessionLogTreeInput {
  /** The session. */
  sessionId: string;
  /** Only this log and what belongs under it. */
  id?: number;
}
