/** Brings a new database up and saves one version in it, `{ url, agentId }`; answers with the version's number. */
import { answer } from '../../../../test/processes/answer';
import { LibSQLAgentVersionsStorage } from '../../src/domains/agent-versions';

await answer(async ({ url, agentId }: { url: string; agentId: string }) => {
  const versions = new LibSQLAgentVersionsStorage({ url });
  try {
    await versions.init();
    const { versionNumber } = await versions.createVersion({ agentId, snapshot: { process: process.pid } });
    return { versionNumber };
  } finally {
    await versions.close();
  }
});
