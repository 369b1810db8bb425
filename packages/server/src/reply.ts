/** How versions, labels, agents and pages are answered, with the headers that caches and clients go by. */
import type { AgentVersion, AgentVersionSummary, PageOutput, SaveOutput, VersionLabel } from '@agent-versions/core';
import type { Context } from 'hono';
import { entityTag, matchesEntityTag } from './entity-tag';
import type { ServerEnv } from './environment';

/** Sets the headers of a version, and returns its entity tag: none where it is redacted. */
export function describeVersion(c: Context<ServerEnv>, version: AgentVersion): string | undefined {
  const { agentId, id, contentHash, redactedAt } = version;
  c.header('Content-Location', `${agentPath(c, agentId)}/versions/${encodeURIComponent(id)}`);
  return tagged(c, redactedAt ? undefined : entityTag(contentHash));
}

/** Answers a version: without its body, where the client holds the content already. */
export function answerVersion(c: Context<ServerEnv>, version: AgentVersion) {
  const tag = describeVersion(c, version);
  return clientHolds(c, tag) ? c.body(null, 304) : c.json(version, 200);
}

/** Answers the version that a change came to. */
export function answerNewVersion(c: Context<ServerEnv>, { version, created }: SaveOutput) {
  describeVersion(c, version);
  return c.json(version, created ? 201 : 200);
}

/** Sets the headers of a label, and returns its entity tag. */
export function describeLabel(c: Context<ServerEnv>, { revision }: Pick<VersionLabel, 'revision'>): string | undefined {
  return tagged(c, entityTag(revision));
}

/** Sets the headers of an agent. Its tag is that of its configuration, and the record has more to it: never 304. */
export function describeAgent(c: Context<ServerEnv>, contentHash: string): void {
  tagged(c, entityTag(contentHash));
}

/** Sets the headers of what a save came to: the agent's tag, unless a repeat tells of what the agent was once. */
export function describeSave(c: Context<ServerEnv>, { version, created }: SaveOutput): void {
  if (created || c.req.header('idempotency-key') === undefined) describeAgent(c, version.contentHash);
}

/** Whether the client holds what has this tag already, so that 304 is answer enough. */
export function clientHolds(c: Context<ServerEnv>, tag: string | undefined): boolean {
  const given = c.req.header('if-none-match');
  return given !== undefined && tag !== undefined && matchesEntityTag(given, tag);
}

/** The path of an agent as this request has it, whatever the application is mounted under. */
export function agentPath(c: Context<ServerEnv>, agentId: string): string {
  const { pathname } = new URL(c.req.url);
  const mount = pathname.slice(0, pathname.indexOf('/stored/agents'));
  return `${mount}/stored/agents/${encodeURIComponent(agentId)}`;
}

/** Sets the `Link` header of a page (RFC 8288). */
export function linkPages(c: Context<ServerEnv>, { page, perPage, total, hasMore }: PageOutput): void {
  const last = Math.max(1, Math.ceil(total / perPage));
  setLinks(c, [
    ['first', { page: 1 }],
    ...(page > 1 ? [['prev', { page: Math.min(page - 1, last) }] satisfies PageLink] : []),
    ...(hasMore ? [['next', { page: page + 1 }] satisfies PageLink] : []),
    ['last', { page: last }],
  ]);
}

/** Sets the `Link` header of a page that was found by keyset: there is only a way on. */
export function linkOlder(
  c: Context<ServerEnv>,
  { versions, hasMore }: { versions: readonly AgentVersionSummary[]; hasMore: boolean },
): void {
  const oldest = versions.at(-1);
  if (oldest && hasMore) setLinks(c, [['next', { before: oldest.versionNumber }]]);
}

type PageLink = [rel: string, query: Record<string, number>];

function setLinks(c: Context<ServerEnv>, links: readonly PageLink[]): void {
  const { pathname, searchParams } = new URL(c.req.url);
  const shown = links.map(([rel, query]) => {
    const search = new URLSearchParams(searchParams);
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    return `<${pathname}?${search}>; rel="${rel}"`;
  });
  c.header('Link', shown.join(', '));
}

/** What depends on who asks may be kept by nobody else, and must be asked for anew. */
function tagged(c: Context<ServerEnv>, tag: string | undefined): string | undefined {
  if (tag !== undefined) c.header('ETag', tag);
  c.header('Cache-Control', 'private, no-cache');
  return tag;
}
