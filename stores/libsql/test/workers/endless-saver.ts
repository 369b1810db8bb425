/** Saves versions until it is killed: `{ url, agentId }`. Says the id of each as soon as it is acknowledged. */
import { LibSQLAgentVersionsStorage } from '../../src/domains/agent-versions';
import { readInput, say, waitForGo } from './speech';

const { url, agentId } = readInput<{ url: string; agentId: string }>();
const versions = new LibSQLAgentVersionsStorage({ url });
await waitForGo();
for (let save = 0; ; save++) {
  const { id } = await versions.createVersion({ agentId, snapshot: { save, text: 'x'.repeat(save % 5000) } });
  say(id);
}
