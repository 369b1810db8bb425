/** The types of the wire, inferred from their schemas: what the client SDK speaks. */
import type { z } from '@hono/zod-openapi';
import type {
  activateVersionBodySchema,
  agentVersionSchema,
  agentVersionSummarySchema,
  createVersionBodySchema,
  listVersionsQuerySchema,
  listVersionsResponseSchema,
  resolveVersionQuerySchema,
  restoreVersionBodySchema,
} from './agent-versions';
import type {
  createAgentBodySchema,
  deleteAgentQuerySchema,
  deleteAgentResponseSchema,
  listAgentsQuerySchema,
  listAgentsResponseSchema,
  saveAgentBodySchema,
  saveAgentResponseSchema,
  storedAgentSchema,
} from './agents';
import type { compareVersionsResponseSchema, versionDiffSchema } from './comparison';
import type { eventSchema, listEventsQuerySchema, listEventsResponseSchema } from './events';
import type { pruneBodySchema, pruneResponseSchema, verifyQuerySchema, verifyResponseSchema } from './history';
import type {
  labelMoveSchema,
  listLabelMovesQuerySchema,
  listLabelMovesResponseSchema,
  listLabelsResponseSchema,
  setLabelBodySchema,
  versionLabelSchema,
} from './labels';
import type { problemCodes, problemSchema } from './problem';

/** A version. */
export type AgentVersionResponse = z.output<typeof agentVersionSchema>;
/** A version without its snapshot. */
export type AgentVersionSummaryResponse = z.output<typeof agentVersionSummarySchema>;
/** Which page of versions. */
export type ListAgentVersionsParams = z.output<typeof listVersionsQuerySchema>;
/** A page of versions with their snapshots. */
export type ListAgentVersionsResponse = Omit<z.output<typeof listVersionsResponseSchema>, 'versions'> & {
  versions: AgentVersionResponse[];
};
/** A page of versions without their snapshots. */
export type ListAgentVersionSummariesResponse = Omit<ListAgentVersionsResponse, 'versions'> & {
  versions: AgentVersionSummaryResponse[];
};
/** What a new version is called, and why it is made. */
export type CreateAgentVersionParams = z.output<typeof createVersionBodySchema>;
/** As a new version, and whether it is made where nothing would change. */
export type RestoreAgentVersionParams = z.output<typeof restoreVersionBodySchema>;
/** Why a version is served, and what the caller has seen. */
export type ActivateAgentVersionParams = z.output<typeof activateVersionBodySchema>;
/** Which version is to be served. */
export type ResolveVersionParams = z.output<typeof resolveVersionQuerySchema>;
/** A field that differs. */
export type AgentVersionDiff = z.output<typeof versionDiffSchema>;
/** Everything that differs between two versions. */
export type CompareVersionsResponse = z.output<typeof compareVersionsResponseSchema>;
/** An agent's record. */
export type StoredAgentResponse = z.output<typeof storedAgentSchema>;
/** Which page of agents. */
export type ListStoredAgentsParams = z.output<typeof listAgentsQuerySchema>;
/** A page of agents. */
export type ListStoredAgentsResponse = z.output<typeof listAgentsResponseSchema>;
/** A new agent. */
export type CreateStoredAgentParams = z.output<typeof createAgentBodySchema>;
/** A change of an agent. */
export type SaveStoredAgentParams = z.output<typeof saveAgentBodySchema>;
/** What creating or saving an agent came to. */
export type SaveStoredAgentResponse = z.output<typeof saveAgentResponseSchema>;
/** How an agent is deleted. */
export type DeleteStoredAgentParams = z.output<typeof deleteAgentQuerySchema>;
/** How many versions went with the agent. */
export type DeleteStoredAgentResponse = z.output<typeof deleteAgentResponseSchema>;
/** A label. */
export type VersionLabelResponse = z.output<typeof versionLabelSchema>;
/** All labels of an agent. */
export type ListLabelsResponse = z.output<typeof listLabelsResponseSchema>;
/** Where a label shall point. */
export type SetLabelParams = z.output<typeof setLabelBodySchema>;
/** One move of a label. */
export type LabelMoveResponse = z.output<typeof labelMoveSchema>;
/** Which moves are listed. */
export type ListLabelMovesParams = z.output<typeof listLabelMovesQuerySchema>;
/** A page of moves. */
export type ListLabelMovesResponse = z.output<typeof listLabelMovesResponseSchema>;
/** Which versions go. */
export type PruneParams = z.output<typeof pruneBodySchema>;
/** What went, or would go. */
export type PruneResponse = z.output<typeof pruneResponseSchema>;
/** What a history is verified against. */
export type VerifyParams = z.output<typeof verifyQuerySchema>;
/** What a verification found. */
export type VerifyResponse = z.output<typeof verifyResponseSchema>;
/** Anything that happened to versions. */
export type EventResponse = z.output<typeof eventSchema>;
/** Where to go on reading the feed. */
export type ListEventsParams = z.output<typeof listEventsQuerySchema>;
/** A stretch of the feed. */
export type ListEventsResponse = z.output<typeof listEventsResponseSchema>;
/** What a client gets in place of a result. */
export type Problem = z.output<typeof problemSchema>;
/** Tells problems apart. */
export type ProblemCode = (typeof problemCodes)[number];
