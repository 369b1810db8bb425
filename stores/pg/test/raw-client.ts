/** A connection past the store, to look at what it did and to do what it must withstand. */
import { Client } from 'pg';
import { postgresUrl } from '../../../test/postgres/context';

/** Runs `work` on a connection of its own, to the server of this run unless `url` names another. */
export async function withClient<T>(work: (client: Client) => Promise<T>, url = postgresUrl()): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // tests kill servers
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
