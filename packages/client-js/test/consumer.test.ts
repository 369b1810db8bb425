/** The program that the published types are compiled with does what it says. */
import { expect, it } from 'vitest';
import { consume } from './consumer/consumer';
import { world } from './running';

it('runs against a server', async () => {
  const { fetch, versioning } = world();
  await versioning.createAgent({ id: 'support', model: 'a' });
  expect(await consume({ baseUrl: 'http://localhost', fetch })).toBe('active');
});
