/** The fields of an agent's record, which no configuration may have. */
import { ValidationError, type ValidationIssue } from '../errors';
import { appendKey, MAX_ISSUES } from '../json/issues';
import { present } from './present';
import { AGENT_RECORD_FIELDS, type AgentConfig, type AgentRecord, type StorageAgentType } from './types';

/** The record's fields are the store's to write, and would be mistaken for a configuration's. */
export function recordFieldIssue(field: string, path: string): ValidationIssue[] {
  if (!(AGENT_RECORD_FIELDS as readonly string[]).includes(field)) return [];
  return [{ path, message: 'belongs to the record, not to the configuration' }];
}

/** @throws ValidationError when there are issues */
export function refuseIssues(issues: readonly ValidationIssue[]): void {
  if (issues.length > 0) throw new ValidationError(issues.slice(0, MAX_ISSUES));
}

/** @throws ValidationError when the configuration, found at `path`, has a field of the record */
export function refuseRecordFields(config: object, path: string): void {
  refuseIssues(Object.keys(config).flatMap((field) => recordFieldIssue(field, appendKey(path, field))));
}

/** The configuration within an agent's record. */
export function configOf(agent: StorageAgentType): AgentConfig {
  const config: AgentConfig = { ...agent };
  for (const field of AGENT_RECORD_FIELDS) delete config[field];
  return config;
}

/** The same record with another configuration. */
export function withConfig(agent: StorageAgentType, config: AgentConfig): StorageAgentType {
  const { id, activeVersionId, versionNumber, revision, createdAt, updatedAt } = agent;
  const record: AgentRecord = { id, activeVersionId, versionNumber, revision, createdAt, updatedAt };
  return { ...config, ...present(record) };
}
