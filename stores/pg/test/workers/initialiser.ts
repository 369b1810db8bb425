/** Brings a new schema up and saves one version in it; answers with the version's number. */
import { answer } from '../../../../test/processes/answer';
import { PgAgentVersionsStorage } from '../../src/domains/agent-versions';

interface Input {
  connectionString: string;
  schema: string;
  agentId: string;
}

await answer(async ({ agentId, ...options }: Input) => {
  const versions = new PgAgentVersionsStorage(options);
  try {
    await versions.init();
    const { versionNumber } = await versions.createVersion({ agentId, snapshot: { process: process.pid } });
    return { versionNumber };
  } finally {
    await versions.close();
  }
});
