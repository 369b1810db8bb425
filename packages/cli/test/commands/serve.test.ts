/** `serve`: the server, as a command. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { folderWithHistory } from '../support/history';
import { startProgram } from '../support/program';
import { runInFolder } from '../support/run';

const KEY = 'a-key-for-these-tests';

/** Serves until the test is over; the url it says. */
async function serving(cwd: string, { argv = [], env = {} }: { argv?: string[]; env?: Record<string, string> } = {}) {
  const program = startProgram(['serve', '--port', '0', ...argv], { cwd, env });
  await program.says('Ctrl-C ends it');
  const url = /http:\S+/.exec(program.said.stderr)?.[0] ?? '';
  return { ...program, versions: `${url}/api/stored/agents/support/versions` };
}

describe('serve', () => {
  it('serves the database of the folder, logs each request, and ends with 0 at a SIGTERM', async () => {
    const { versions, said, process: child, ended } = await serving(await folderWithHistory());
    expect(said.stderr).toMatch(
      /^Listening on http:\/\/127\.0\.0\.1:\d+ \(answers this machine only\); Ctrl-C ends it\n$/,
    );
    expect(await (await fetch(versions)).json()).toMatchObject({ total: 3 });
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout.match(/"msg":"request"/g)).toHaveLength(1);
  });

  it('logs nothing with --no-log, and ends with 0 at a SIGINT', async () => {
    const { versions, process: child, ended } = await serving(await folderWithHistory(), { argv: ['--no-log'] });
    await fetch(versions);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stdout: '' });
  });

  it('asks for the keys of a file, or of AGENT_VERSIONS_KEYS', async () => {
    const cwd = await folderWithHistory();
    await writeFile(join(cwd, 'keys.json'), JSON.stringify({ mira: [KEY, { key: `${KEY}-2`, readOnly: true }] }));
    for (const input of [
      { argv: ['--keys', 'keys.json'] },
      { env: { AGENT_VERSIONS_KEYS: JSON.stringify({ mira: KEY }) } },
    ]) {
      const { versions, said } = await serving(cwd, input);
      expect(said.stderr).toContain('(asks for a key)');
      expect((await fetch(versions)).status).toBe(401);
      expect((await fetch(versions, { headers: { authorization: `Bearer ${KEY}` } })).status).toBe(200);
    }
  });

  it('takes policy, authentication and the rest of the server from the configuration file', async () => {
    const cwd = await folderWithHistory();
    await writeFile(
      join(cwd, 'agent-versions.config.ts'),
      `export const policy = { can: ({ action }: { action: string }) => action !== 'version.read' };
       export const authenticate = () => ({ id: 'everybody' });
       export const server = { basePath: '/v1' };`,
    );
    const { versions } = await serving(cwd);
    expect((await fetch(versions)).status).toBe(404);
    expect([403, 404]).toContain((await fetch(versions.replace('/api/', '/v1/'))).status);
  });

  it.each([
    ['an address of others without keys', ['--host', '0.0.0.0'], {}, 'can be reached by others'],
    ['a port that is none', ['--port', '70000'], {}, 'from 0 to 65535'],
    ['a short key', ['--port', '0'], { AGENT_VERSIONS_KEYS: '{"mira":"short"}' }, '16 characters or more'],
    ['keys that are no object', ['--port', '0'], { AGENT_VERSIONS_KEYS: 'very-secret' }, 'must be a JSON object'],
  ])('refuses %s', async (_, argv, env, message) => {
    const { code, stderr } = await runInFolder(['serve', ...argv], { cwd: await emptyFolder(), env });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('very-secret');
  });
});
