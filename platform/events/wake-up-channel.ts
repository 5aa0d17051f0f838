import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, type Notification } from 'pg';
import type { Logger } from 'pino';
import { listen, notify, unlisten } from './wake-up-channel.query.ts';

const COALESCE_MS = 5;
const ANSWER_WITHIN_MS = 5_000;
const PROBE_TOPIC = 'waybill_probe';
const PROBE_WITHIN_MS = 2_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;

/** `waybill_events`: events were committed. `waybill_deliveries`: events became deliveries. */
export type WakeUpTopic = 'waybill_events' | 'waybill_deliveries';
const TOPICS: readonly WakeUpTopic[] = ['waybill_events', 'waybill_deliveries'];

/**
 * Wakes the workers of other processes through the database, by a connection of its own: a NOTIFY within a transaction
 * would make every commit wait for the one before it. It says only that there is work, never what; whoever misses it finds
 * the work by polling. Where notifications do not arrive (PgBouncer in transaction mode), polling is all there is.
 */
export class WakeUpChannel {
  private readonly options: { url: string; applicationName: string; log: Logger };
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly pending = new Set<WakeUpTopic>();
  private readonly sending = new Set<WakeUpTopic>();
  private readonly stopping = new AbortController();
  private client: Client | undefined;
  private running: Promise<void> | undefined;

  constructor(options: { url: string; applicationName: string; log: Logger }) {
    this.options = options;
  }

  /** Whether notifications are known to arrive at the moment. */
  get isConnected(): boolean {
    return this.client !== undefined;
  }

  /** Calls `listener` when another process announced `topic`, and after each gap in which that could have been missed. */
  on(topic: WakeUpTopic, listener: () => void): void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
  }

  /** Tells the other processes, at most once every 5 ms a topic; never waits and never fails. */
  announce(topic: WakeUpTopic): void {
    if (!this.client) return;
    this.pending.add(topic);
    if (!this.sending.has(topic)) void this.sendPending(topic);
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async sendPending(topic: WakeUpTopic): Promise<void> {
    this.sending.add(topic);
    while (this.client && this.pending.delete(topic)) {
      // A connection that broke is noticed and replaced by `run`.
      await notify(this.client, topic, '').catch(() => {});
      await wait(COALESCE_MS);
    }
    this.sending.delete(topic);
  }

  private async run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.stopping.signal.aborted) {
      try {
        await this.serveOneConnection(() => {
          retryMs = FIRST_RETRY_MS;
        });
      } catch (error) {
        if (!this.stopping.signal.aborted)
          this.options.log.debug({ err: error }, 'processes cannot wake each other at the moment; events are found by polling');
      }
      await wait(retryMs, undefined, { signal: this.stopping.signal }).catch(() => {});
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    }
  }

  private async serveOneConnection(onServing: () => void): Promise<void> {
    const { url, applicationName } = this.options;
    const client = new Client({
      connectionString: url,
      application_name: applicationName,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
    });
    const ended = new Promise<void>((resolve) => client.on('error', () => resolve()).on('end', () => resolve()));
    const stopped = new Promise<void>((resolve) =>
      this.stopping.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    try {
      await client.connect();
      await provesToNotify(client);
      client.on('notification', (notification) => this.receive(client, notification));
      for (const topic of TOPICS) await listen(client, topic);
      this.client = client;
      onServing();
      for (const topic of TOPICS) this.wakeListeners(topic);
      if (!this.stopping.signal.aborted) await Promise.race([ended, stopped]);
    } finally {
      this.client = undefined;
      await client.end().catch(() => {});
    }
  }

  private receive(client: Client, notification: Notification): void {
    const isOwn = notification.processId === (client as unknown as { processID: number }).processID;
    if (!isOwn) this.wakeListeners(notification.channel);
  }

  private wakeListeners(topic: string): void {
    for (const listener of this.listeners.get(topic) ?? []) listener();
  }
}

// A pooler in transaction mode accepts LISTEN and then lets nothing through: only a notification that arrived proves the way.
async function provesToNotify(client: Client): Promise<void> {
  const nonce = randomUUID();
  const arrived = Promise.withResolvers<void>();
  const recognise = ({ channel, payload }: Notification): void => {
    if (channel === PROBE_TOPIC && payload === nonce) arrived.resolve();
  };
  let timer: NodeJS.Timeout | undefined;
  client.on('notification', recognise);
  try {
    await listen(client, PROBE_TOPIC);
    timer = setTimeout(() => arrived.reject(new Error('a notification to itself did not arrive')), PROBE_WITHIN_MS);
    await Promise.all([notify(client, PROBE_TOPIC, nonce), arrived.promise]);
    await unlisten(client, PROBE_TOPIC);
  } finally {
    clearTimeout(timer);
    client.off('notification', recognise);
  }
}
