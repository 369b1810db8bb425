/** A Postgres server in a container, through testcontainers. */
import { PostgreSqlContainer, type StartedPostgreSqlContainer } from '@testcontainers/postgresql';
import { getContainerRuntimeClient } from 'testcontainers';

/** The image to run: `PG_TEST_IMAGE`, or the official one. */
export const POSTGRES_IMAGE = process.env.PG_TEST_IMAGE || 'postgres:18';

/** Whether a container engine answers. */
export async function engineAnswers(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

/** Starts a container of {@link POSTGRES_IMAGE}. `settings` are those of postgresql.conf. */
export async function startContainer(settings: Record<string, string>): Promise<StartedPostgreSqlContainer> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return new PostgreSqlContainer(POSTGRES_IMAGE)
    .withDatabase('postgres')
    .withUsername('postgres')
    .withPassword('postgres')
    .withCommand(['postgres', ...flags])
    .withLabels({ 'agent-versions.run': process.env.PG_TEST_RUN ?? String(process.pid) })
    .start();
}
