import type { Logger } from 'pino';
import { NO_SCOPE, type Database } from '../database/database.ts';
import { relayOutbox } from './relay.query.ts';
import { Worker } from './worker.ts';

const BATCH_SIZE = 500;
const IDLE_MS = 250;

/** Moves committed events from the outbox to the consumers' deliveries. Any number may run; one works at a time. */
export class EventRelay {
  private readonly worker: Worker;
  private readonly listeners = new Set<(events: number) => void>();
  private isAnotherAtWork = false;

  constructor(options: { database: Database; log: Logger }) {
    const session = options.database.repeatableSession(NO_SCOPE);
    this.worker = new Worker({
      idleMs: IDLE_MS,
      onError: (error) => options.log.error({ err: error }, 'the event relay failed; it tries again'),
      step: async () => {
        const moved = await session.transaction((transaction) => relayOutbox(transaction, BATCH_SIZE));
        this.isAnotherAtWork = moved < 0;
        if (moved > 0) for (const listener of this.listeners) listener(moved);
        return moved === BATCH_SIZE;
      },
    });
  }

  /** Calls `listener` whenever events have become deliveries, with how many. */
  onRelayed(listener: (events: number) => void): void {
    this.listeners.add(listener);
  }

  start(): void {
    this.worker.start();
  }

  /**
   * To be called after a commit that left events; without it they are found within a quarter of a second. Where another
   * process relays, that one is woken: of several relays under load, the ones that found the work taken only poll.
   */
  wake(): void {
    if (!this.isAnotherAtWork) this.worker.wake();
  }

  async stop(): Promise<void> {
    await this.worker.stop();
  }
}
