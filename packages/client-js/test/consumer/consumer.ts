/** A program that has nothing but the client. */
import {
  type AgentVersionDiff,
  type AgentVersionResponse,
  AgentVersionsClient,
  type AgentVersionsClientOptions,
  type CompareVersionsResponse,
  type CreateAgentVersionParams,
  isAgentVersionsError,
  type ListAgentVersionsParams,
  type ListAgentVersionsResponse,
} from '@agent-versions/client';

/** Uses what a program would; returns the label that it sees moved. */
export async function consume(options: AgentVersionsClientOptions): Promise<string | undefined> {
  const client = new AgentVersionsClient({ apiKey: 'key', ...options });
  const agent = client.getStoredAgent('support');
  const params: ListAgentVersionsParams = { perPage: 5, orderBy: 'createdAt', orderDirection: 'ASC' };
  const page: ListAgentVersionsResponse = await agent.listVersions(params);
  const wish: CreateAgentVersionParams = { name: 'two', expected: 1 };
  const version: AgentVersionResponse = await agent.createVersion(wish, { idempotencyKey: 'k' });
  const activate: (versionId: string) => Promise<void> = (versionId) => agent.activateVersion(versionId);
  await activate(version.id);
  const compared: CompareVersionsResponse = await agent.compareVersions('1', version.id);
  const diffs: AgentVersionDiff[] = compared.diffs;
  for await (const each of agent.iterateVersions()) if (each.versionNumber === page.total) break;
  for await (const event of client.streamEvents({ signal: AbortSignal.timeout(1_000) })) {
    if (event.type === 'label.moved') return event.label;
  }
  try {
    const resolved = await client.resolve('support', { label: 'production', fallback: { model: 'safe' } });
    return resolved.source === 'fallback' ? resolved.snapshot.model : resolved.version.name;
  } catch (error) {
    if (isAgentVersionsError(error, 'conflict')) return `${error.head?.versionNumber} ${diffs.length}`;
    // @ts-expect-error only a narrowed error has the fields of its code
    return isAgentVersionsError(error) ? error.head : undefined;
  }
}
