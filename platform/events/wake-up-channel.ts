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

// The announcement without words.
const EVERYTHING = '';
// A notification holds less than 8,000 bytes.
const LARGEST_PAYLOAD = 7_900;

/**
 * `waybill_events`: events were committed. `waybill_deliveries`: events became deliveries. `waybill_live`: what live
 * fields show has changed; the words say what.
 */
export type WakeUpTopic = 'waybill_events' | 'waybill_deliveries' | 'waybill_live';

/**
 * Wakes the workers and live fields of other processes through the database, by a connection of its own: a NOTIFY within a
 * transaction would make every commit wait for the one before it. It says only that there is something to look at; whoever misses
 * it finds it by polling. Where notifications do not arrive (PgBouncer in transaction mode), polling is all there is.
 */
export class WakeUpChannel {
  private readonly options: { url: string; applicationName: string; log: Logger };
  private readonly listeners = new Map<string, Set<WakeUpListener>>();
  private readonly pending = new Map<WakeUpTopic, Set<string>>();
  private readonly untold = new Set<WakeUpTopic>();
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

  /**
   * Calls `listener` with the words of another process's announcement of `topic`; without any when it had none, and after
   * each gap in which announcements could have been missed. To be called before `start`.
   */
  on(topic: WakeUpTopic, listener: WakeUpListener): void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
  }

  /** Tells the other processes, at most once every 5 ms a topic; never waits and never fails. Words hold no space. */
  announce(topic: WakeUpTopic, words: Iterable<string> = [EVERYTHING]): void {
    if (!this.client) {
      this.untold.add(topic);
      return;
    }
    const pending = this.pending.get(topic) ?? new Set();
    this.pending.set(topic, pending);
    for (const word of words) pending.add(word);
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
    for (let words = this.taken(topic); words; words = this.taken(topic)) {
      // A connection that broke is noticed and replaced by `run`.
      await this.send(topic, words).catch(() => this.untold.add(topic));
      await wait(COALESCE_MS);
    }
    this.sending.delete(topic);
  }

  private async send(topic: WakeUpTopic, words: ReadonlySet<string>): Promise<void> {
    for (const payload of payloadsOf(words)) {
      if (!this.client) throw new Error('not connected');
      await notify(this.client, topic, payload);
    }
  }

  private taken(topic: WakeUpTopic): Set<string> | undefined {
    const words = this.pending.get(topic);
    this.pending.delete(topic);
    return words;
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
      const topics = [...this.listeners.keys()];
      for (const topic of topics) await listen(client, topic);
      this.client = client;
      onServing();
      for (const topic of topics) this.wakeListeners(topic, []);
      this.tellUntold();
      if (!this.stopping.signal.aborted) await Promise.race([ended, stopped]);
    } finally {
      this.client = undefined;
      await client.end().catch(() => {});
    }
  }

  private receive(client: Client, notification: Notification): void {
    const isOwn = notification.processId === (client as unknown as { processID: number }).processID;
    if (!isOwn) this.wakeListeners(notification.channel, notification.payload ? notification.payload.split(' ') : []);
  }

  private wakeListeners(topic: string, words: readonly string[]): void {
    for (const listener of this.listeners.get(topic) ?? []) listener(words);
  }

  // What was announced while there was no connection: the others are told that there was something.
  private tellUntold(): void {
    const topics = [...this.untold];
    this.untold.clear();
    for (const topic of topics) this.announce(topic);
  }
}

type WakeUpListener = (words: readonly string[]) => void;

function payloadsOf(words: ReadonlySet<string>): string[] {
  if (words.has(EVERYTHING)) return [EVERYTHING];
  const payloads: string[] = [];
  for (const word of words) {
    const last = payloads.at(-1);
    if (last === undefined) payloads.push(word);
    else if (last.length + word.length < LARGEST_PAYLOAD) payloads[payloads.length - 1] = `${last} ${word}`;
    else payloads.push(word);
  }
  return payloads;
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
