import { Client, escapeIdentifier } from 'pg';

/** Whether the server has a database `name`. */
export async function hasDatabase(serverUrl: string, name: string): Promise<boolean> {
  return onServer(
    serverUrl,
    async (client) => (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1,
  );
}

/** Makes the database `name` on the server when it is missing, or anew when `isDiscarded`; answers whether it was made. */
export async function ensureDatabase(serverUrl: string, name: string, options: { isDiscarded?: boolean } = {}): Promise<boolean> {
  return onServer(serverUrl, async (client) => {
    if (options.isDiscarded) await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount) return false;
    await client.query(`create database ${escapeIdentifier(name)}`);
    return true;
  });
}

async function onServer<T>(serverUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
