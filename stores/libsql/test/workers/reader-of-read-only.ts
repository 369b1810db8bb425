/**
 * Uses a store whose file it may not write: `{ url }`. Root may write everything, so it stops being root first. Says
 * what reading and writing came to.
 */
import { LibSQLAgentVersionsStorage } from '../../src/domains/agent-versions';
import { readInput, say, waitForGo } from './speech';

const NOBODY = 65_534;

const { url } = readInput<{ url: string }>();
await waitForGo();
if (process.getuid?.() === 0) process.setuid?.(NOBODY);
const versions = new LibSQLAgentVersionsStorage({ url });
const describe = (error: { code?: string; retryable?: boolean; message: string }) => ({
  code: error.code,
  retryable: error.retryable,
  message: error.message,
});
say({
  read: await versions.countVersions('a').catch(describe),
  write: await versions.createVersion({ agentId: 'a', snapshot: {} }).then(() => 'written', describe),
});
await versions.close();
