import { registerDocuments, retireClient } from '../../subgraphs/tenants/documents/register-documents.ts';
import type { TestWorld } from './test-world.ts';

/** Registers documents for a client, as the command does. */
export function registerClient(
  world: TestWorld,
  client: string,
  documents: readonly { id: string; text: string }[],
): ReturnType<typeof registerDocuments> {
  return registerDocuments(world.context('tenants', { level: 'internal' }), { client, documents });
}

/** Takes a client's documents back, as the command does. */
export function retire(world: TestWorld, client: string): ReturnType<typeof retireClient> {
  return retireClient(world.context('tenants', { level: 'internal' }), client);
}
