/** The SDK in a few lines: what a server serves of an agent, and the versions behind it. `sdk <server> <agent>` */
import { AgentVersionsClient } from '@agent-versions/client';

const [baseUrl = 'http://127.0.0.1:4111', agentId = 'support-triage'] = process.argv.slice(2);
const client = new AgentVersionsClient({ baseUrl });

try {
  const { version } = await client.resolve(agentId);
  console.log(`${agentId} is served as version ${version.versionNumber}`);
  for await (const { versionNumber, changeMessage } of client.getStoredAgent(agentId).iterateVersions()) {
    console.log(`  ${versionNumber}  ${changeMessage ?? ''}`.trimEnd());
  }
} catch (error) {
  console.error(`sdk: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
