import type { Logger } from 'pino';
import { roleUrl } from '../platform/database/migrator.ts';
import { WakeUpChannel } from '../platform/events/wake-up-channel.ts';
import type { SubgraphRuntime } from '../platform/server/subgraph-runtime.ts';
import type { RoleDatabaseOptions } from './role-database.ts';

// How soon it is noticed what happened in another process when processes cannot wake each other.
const POLL_MS = 2_000;

/** Tells each subgraph of this process what another one announced: a live field may show what others report, as jobs are. */
export function tellEachOther(subgraphs: readonly SubgraphRuntime[]): void {
  for (const { database, topics: own } of subgraphs)
    database.onAnnounced((changed) => {
      for (const { topics } of subgraphs) if (topics !== own) topics.announce(changed);
    });
}

/**
 * Tells other processes on the same database what of the subgraphs' state has changed, and hears it of them: for live fields and for
 * what gateways remember. To be called before the channel starts.
 */
export function shareLiveTopics(channel: WakeUpChannel, subgraphs: readonly SubgraphRuntime[]): { start(): void; stop(): void } {
  for (const { database, topics } of subgraphs) {
    database.onAnnounced((changed) => channel.announce('waybill_live', changed));
    channel.on('waybill_live', (changed) => (changed.length > 0 ? topics.announce(changed) : topics.announceAll()));
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
