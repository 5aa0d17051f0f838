import type { Logger } from 'pino';
import type { Clock } from '../context/clock.ts';
import { NO_SCOPE, tenantScope, type Database } from '../database/database.ts';
import { findTenantSchema } from '../database/tenant-schemas.query.ts';
import type { Transaction } from '../database/session.ts';
import type { EventConsumer } from './consumer.ts';
import {
  lockConsumer,
  markConsumed,
  nextDeliveries,
  recordFailure,
  removeDeliveries,
  subscribe,
  type Delivery,
} from './deliveries.query.ts';
import { Worker } from './worker.ts';

const BATCH_SIZE = 100;
const IDLE_MS = 250;
const MOST_ATTEMPTS = 8;
const FIRST_RETRY_MS = 200;

/** Delivers events to one consumer: in order for each subject, effect and receipt in one transaction, failures retried, then parked. */
export class ConsumerRunner {
  private readonly database: Database;
  private readonly consumer: EventConsumer;
  private readonly clock: Clock;
  private readonly log: Logger;
  private readonly worker: Worker;
  private readonly schemas = new Map<string, string>();

  constructor(options: { database: Database; consumer: EventConsumer; clock: Clock; log: Logger }) {
    this.database = options.database;
    this.consumer = options.consumer;
    this.clock = options.clock;
    this.log = options.log;
    this.worker = new Worker({
      idleMs: IDLE_MS,
      step: () => this.deliverBatch(BATCH_SIZE),
      onError: (error) =>
        this.log.error({ err: error, consumer: this.consumer.name }, 'a consumer could not read its deliveries; it tries again'),
    });
  }

  async start(): Promise<void> {
    await this.database
      .session(NO_SCOPE)
      .transaction((transaction) => subscribe(transaction, this.consumer.name, this.consumer.eventTypes));
    this.worker.start();
  }

  wake(): void {
    this.worker.wake();
  }

  async stop(): Promise<void> {
    await this.worker.stop();
  }

  // A batch that fails is tried again event by event, so that one bad event is found and the others pass.
  private async deliverBatch(limit: number): Promise<boolean> {
    let batch: Delivery[] = [];
    try {
      return await this.database.repeatableSession(NO_SCOPE).transaction(async (transaction) => {
        if (!(await lockConsumer(transaction, this.consumer.name))) return false;
        batch = await nextDeliveries(transaction, this.consumer.name, this.clock.now(), limit);
        if (batch.length === 0) return false;
        await this.makeEffect(transaction, batch);
        return true;
      });
    } catch (error) {
      if (batch.length > 1) return this.deliverBatch(1);
      if (batch[0]) await this.recordFailure(batch[0], error as Error);
      else throw error;
      return true;
    }
  }

  private async makeEffect(transaction: Transaction, batch: readonly Delivery[]): Promise<void> {
    const { tenantId, testMode } = batch[0]!.event;
    await transaction.enter(tenantScope({ id: tenantId, schema: await this.schemaOf(transaction, tenantId) }, testMode));
    const fresh = await markConsumed(
      transaction,
      this.consumer.name,
      batch.map((delivery) => delivery.event.id),
    );
    const events = batch.map((delivery) => delivery.event).filter((event) => fresh.delete(event.id));
    if (events.length > 0) await this.consumer.consume(transaction, events, this.clock);
    await removeDeliveries(
      transaction,
      this.consumer.name,
      batch.map((delivery) => delivery.position),
    );
  }

  private async schemaOf(transaction: Transaction, tenantId: string): Promise<string> {
    const known = this.schemas.get(tenantId);
    if (known) return known;
    const schema = await findTenantSchema(transaction, tenantId);
    if (!schema) throw new Error(`tenant ${tenantId} has no schema`);
    this.schemas.set(tenantId, schema);
    return schema;
  }

  private async recordFailure(delivery: Delivery, error: Error): Promise<void> {
    const now = this.clock.now();
    const isLast = delivery.attempts + 1 >= MOST_ATTEMPTS;
    const nextAttemptAt = isLast ? null : new Date(now.getTime() + FIRST_RETRY_MS * 2 ** delivery.attempts);
    this.log.error(
      { err: error, consumer: this.consumer.name, event: delivery.event.id, type: delivery.event.type, isParked: isLast },
      'an event failed',
    );
    await this.database.session(NO_SCOPE).transaction((transaction) =>
      recordFailure(transaction, this.consumer.name, {
        position: delivery.position,
        message: error.message,
        now,
        nextAttemptAt,
      }),
    );
  }
}
