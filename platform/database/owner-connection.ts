import { Client } from 'pg';
import { StartupError } from '../errors/startup-error.ts';

/** A connection of the owner, for the migrator alone; throws StartupError when the database does not answer. */
export async function connectOwner(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'waybill-migrate', connectionTimeoutMillis: 10_000 });
  // A connection that the server ends while it waits would end the process; who uses it next is told.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new StartupError(
      'DATABASE_UNREACHABLE',
      `The database of DATABASE_URL cannot be reached: ${(error as Error).message || 'connection refused'}.`,
    );
  }
}
