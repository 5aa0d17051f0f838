import type { Clock } from '../context/clock.ts';
import { NO_SCOPE, type Database } from '../database/database.ts';
import type { Session } from '../database/session.ts';
import { Worker } from '../events/worker.ts';
import { newId } from '../ids/public-id.ts';
import { recordPulse, removePulse } from './process-pulse.query.ts';

/** How often a process shows that it lives. */
export const PULSE_MS = 10_000;

/** Shows operators that a process of a subgraph lives, since when, and how many of its requests failed through a fault of ours. */
export class ProcessPulse {
  private readonly session: Session;
  private readonly subgraph: string;
  private readonly clock: Clock;
  private readonly worker: Worker;
  private readonly id = newId();
  private startedAt: Date | undefined;
  private requests = 0;
  private faults = 0;

  constructor(options: { database: Database; subgraph: string; clock: Clock; onError: (error: unknown) => void }) {
    this.session = options.database.session(NO_SCOPE);
    this.subgraph = options.subgraph;
    this.clock = options.clock;
    this.worker = new Worker({ step: () => this.beat(), idleMs: PULSE_MS, onError: options.onError });
  }

  /** Counts an answered request. */
  countRequest(): void {
    this.requests += 1;
  }

  /** Counts a request, or a part of one, that failed through a fault of ours. */
  countFault(): void {
    this.faults += 1;
  }

  start(): void {
    this.startedAt ??= this.clock.now();
    this.worker.start();
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    // The database may be gone already; the row is forgotten by itself then.
    if (this.startedAt) await removePulse(this.session, this.id).catch(() => {});
  }

  private async beat(): Promise<boolean> {
    const { id, subgraph, startedAt, requests, faults } = this;
    await recordPulse(this.session, { id, subgraph, startedAt: startedAt!, seenAt: this.clock.now(), requests, faults });
    return false;
  }
}
