/** The public face of `@agent-versions/client`. */
export type {
  ActivateAgentVersionParams,
  AgentVersionDiff,
  AgentVersionResponse,
  AgentVersionSummaryResponse,
  CompareVersionsResponse,
  CreateAgentVersionParams,
  CreateStoredAgentParams,
  DeleteStoredAgentParams,
  DeleteStoredAgentResponse,
  EventResponse,
  LabelMoveResponse,
  ListAgentVersionSummariesResponse,
  ListAgentVersionsParams,
  ListAgentVersionsResponse,
  ListEventsParams,
  ListEventsResponse,
  ListLabelMovesParams,
  ListLabelMovesResponse,
  ListLabelsResponse,
  ListStoredAgentsParams,
  ListStoredAgentsResponse,
  Problem,
  ProblemCode,
  PruneParams,
  PruneResponse,
  ResolveVersionParams,
  RestoreAgentVersionParams,
  SaveStoredAgentParams,
  SaveStoredAgentResponse,
  SetLabelParams,
  StoredAgentResponse,
  VerifyParams,
  VerifyResponse,
  VersionLabelResponse,
} from '@agent-versions/server/schemas';
export type { AgentLabelsResource, ReasonParams } from './agent-labels';
export { AgentVersionsClient, type ExportHistoriesParams } from './client';
export {
  AgentVersionsError,
  type AgentVersionsErrorCode,
  type AgentVersionsErrorFields,
  type AgentVersionsErrorOf,
  type ClientErrorCode,
  isAgentVersionsError,
  isOutcomeUnknown,
} from './errors';
export type { StreamEventsOptions } from './events';
export type {
  AgentVersionsClientOptions,
  CacheOptions,
  CallOptions,
  ConditionalOptions,
  Fetch,
  HeaderValues,
  ResponseHead,
  WriteOptions,
} from './options';
export type { ResolvedFallback, ResolvedVersion, ResolveOptions } from './resolver';
export type { CacheSource } from './revalidated-cache';
export type { StoredAgentResource } from './stored-agent';
