import { NO_SCOPE } from '../platform/database/database.ts';
import { subscribe } from '../platform/events/deliveries.query.ts';
import type { SubgraphDefinition } from '../platform/server/subgraph-definition.ts';
import { openRoleDatabase, type RoleDatabaseOptions } from './role-database.ts';

/**
 * Subscribes every consumer before any process runs. Where subgraphs start one by one, an event is kept from the first
 * moment for a consumer whose process has never been up yet. Answers how many consumers there are.
 */
export async function registerConsumers(
  options: RoleDatabaseOptions,
  definitions: readonly SubgraphDefinition[],
): Promise<number> {
  let registered = 0;
  for (const { name, consumers } of definitions) {
    if (consumers.length === 0) continue;
    const database = openRoleDatabase({ ...options, poolSize: 1 }, name, []);
    try {
      await database.session(NO_SCOPE).transaction(async (transaction) => {
        for (const consumer of consumers) await subscribe(transaction, consumer.name, consumer.eventTypes);
      });
    } finally {
      await database.close();
    }
    registered += consumers.length;
  }
  return registered;
}
