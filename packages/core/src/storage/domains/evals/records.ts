/** The records of the domain `evals`. */
import type { JsonObject, JsonValue } from '../../../json/types';

/** What a scorer said of something that an agent did. Never changed. */
export interface EvalRecord {
  /** 1 to 255 bytes, byte-exact, as all ids here. */
  id: string;
  /** Whose doing was judged; need not be an agent of this store. */
  agentId?: string;
  /** Which version of the agent it was. */
  versionId?: string;
  /** The run that was judged. */
  runId?: string;
  /** Who or what judged. */
  scorerId: string;
  /** Any finite double, kept bit for bit; −0 is 0. */
  score: number;
  /** Why; at most 65,536 bytes. */
  reason?: string;
  /** What the agent was given; null is a value. */
  input?: JsonValue;
  /** What the agent made of it; null is a value. */
  output?: JsonValue;
  /** Of the test that this was part of: its name, its suite, what was expected. */
  testInfo?: JsonObject;
  metadata?: JsonObject;
  createdAt: Date;
}
