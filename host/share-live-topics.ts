import type { Logger } from 'pino';
import { roleUrl } from '../platform/database/migrator.ts';
import { WakeUpChannel } from '../platform/events/wake-up-channel.ts';
import type { SubgraphRuntime } from '../platform/server/subgraph-runtime.ts';
import type { RoleDatabaseOptions } from './role-database.ts';

// How soon it is noticed what happened in another process when processes cannot wake each other.
const POLL_MS = 2_000;

/**
 * Tells other processes on the same database what of the subgraphs' state has changed, and hears it of them: for live fields and for
 * what gateways remember of identities. To be called before the channel starts.
 */
export function shareLiveTopics(channel: WakeUpChannel, subgraphs: readonly SubgraphRuntime[]): { start(): void; stop(): void } {
  for (const { definition, database, topics } of subgraphs) {
    const liveTopic = `waybill_live_${definition.name}` as const;
    database.onAnnounced((changed) => channel.announce(liveTopic, changed));
    channel.on(liveTopic, (changed) => (changed.length > 0 ? topics.announce(changed) : topics.announceAll()));
  }
  let polling: NodeJS.Timeout | undefined;
  return {
    start() {
      polling = setInterval(() => {
        if (!channel.isConnected) for (const { topics } of subgraphs) topics.announceAll();
      }, POLL_MS);
    },
    stop() {
      clearInterval(polling);
    },
  };
}

/** A channel of its own for an all-in-one process that has neighbours on its database. */
export function linkNeighbours(
  options: RoleDatabaseOptions & { log: Logger },
  subgraphs: readonly SubgraphRuntime[],
): { start(): void; stop(): Promise<void> } {
  const channel = new WakeUpChannel({ url: roleUrl(options, 'relay'), applicationName: 'waybill-wake-up', log: options.log });
  const sharing = shareLiveTopics(channel, subgraphs);
  return {
    start() {
      channel.start();
      sharing.start();
    },
    async stop() {
      sharing.stop();
      await channel.stop();
    },
  };
}
