/** A row that somebody else wrote, and that cannot be read back, is named; it is never taken for something else. */
import sql from 'sql-template-tag';
import { afterAll, expect, it } from 'vitest';
import { LibSQLDatabase } from '../src/db/database';
import { LibSQLAgentsStorage } from '../src/domains/agents';

const database = new LibSQLDatabase({ url: ':memory:' });
const agents = new LibSQLAgentsStorage({ database });

afterAll(() => agents.close());

it.each([
  { column: 'config', value: '{' },
  { column: 'config', value: '[1]' },
  { column: 'updatedAt', value: 'yesterday' },
])('$column as $value', async ({ column, value }) => {
  const { id } = await agents.createAgent({ name: 'Ada' });
  const write = { config: sql`"config" = ${value}`, updatedAt: sql`"updatedAt" = ${value}` }[column];
  await database.write(sql`update "mastra_agents" set ${write} where "id" = ${id}`);
  await expect(agents.getAgent(id)).rejects.toMatchObject({ code: 'corrupt_row', table: 'mastra_agents', id, column });
});
