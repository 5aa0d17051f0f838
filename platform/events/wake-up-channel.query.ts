import type { Client } from 'pg';

/** Has the connection told of every notification on `topic`, for as long as it lives. */
export async function listen(client: Client, topic: string): Promise<void> {
  await client.query(`listen ${client.escapeIdentifier(topic)}`);
}

/** Ends `listen`. */
export async function unlisten(client: Client, topic: string): Promise<void> {
  await client.query(`unlisten ${client.escapeIdentifier(topic)}`);
}

/** Notifies every connection that listens to `topic`, this one included. */
export async function notify(client: Client, topic: string, payload: string): Promise<void> {
  await client.query('select pg_notify($1, $2)', [topic, payload]);
}
