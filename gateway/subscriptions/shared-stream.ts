import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionResult, FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { SubscriptionRefusedError } from '../../platform/server/subscription-refused.ts';
import type { PushedStream } from '../../platform/streams/pushed-stream.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
// How soon fields of a subgraph that was down are asked for again.
const HEAL_AFTER_MS = 2_000;
// A new subscription waits this long for a subgraph that cannot be reached; one that has shown a state waits for ever.
const FIRST_STATE_WITHIN_MS = 10_000;

/** A client's end of a subscription. */
export type ClientStream = PushedStream<FormattedExecutionResult>;

/** What a new supergraph changes for a stream: which events it reads, or only what is added to them. */
export type SourceChange = 'nothing' | 'completion' | 'upstream';

/** How a shared stream gets its events and what becomes of them. */
export interface StreamSource {
  subgraph: string;
  /** How many happenings may wait for a reader; undefined when it shows states. */
  readonly mostWaiting: number | undefined;
  /** Opens the subscription at the subgraph, with an identity that is valid now. */
  open(): Promise<AsyncIterableIterator<ExecutionResult>>;
  /** Makes an event what clients asked for. */
  complete(event: ExecutionResult): Promise<FormattedExecutionResult>;
  /** Follows the supergraph that is served now; throws a GraphQL error when that does not serve this subscription. */
  replan(): SourceChange;
}

/**
 * One subscription at a subgraph for all clients that asked for the same. A field of states sends its present state first,
 * so that a connection that broke is opened again without a word to the clients: what they missed is in the next state. One of
 * happenings tells each of them once; where some may have been missed it ends, and says so.
 */
export class SharedStream {
  private readonly source: StreamSource;
  private readonly clients = new Set<ClientStream>();
  private readonly newcomers = new Set<ClientStream>();
  private readonly closing = new AbortController();
  private upstream: AsyncIterableIterator<ExecutionResult> | undefined;
  private latest: ExecutionResult | undefined;
  private hasShown = false;
  /** Counts how often what is to be read has changed. */
  private edition = 0;
  private turn: Promise<void> = Promise.resolve();
  private healing: NodeJS.Timeout | undefined;

  /** `onEnd` is called when it is of no more use: every client left, or the subgraph ended it. */
  constructor(source: StreamSource, onEnd: () => void) {
    this.source = source;
    this.closing.signal.addEventListener('abort', onEnd, { once: true });
    void this.follow();
  }

  /** Shows `client` the present state and every change. */
  join(client: ClientStream): void {
    this.clients.add(client);
    if (!this.latest) return;
    this.newcomers.add(client);
    if (this.newcomers.size === 1) void this.inTurn(() => this.showNewcomers()).catch(() => {});
  }

  /** Forgets `client`; the last one to leave closes the stream. */
  leave(client: ClientStream): void {
    this.clients.delete(client);
    this.newcomers.delete(client);
    if (this.clients.size === 0) this.close();
  }

  /** Follows the supergraph that is served now; ends with an error that says why when that does not serve it. */
  replan(): void {
    try {
      const change = this.source.replan();
      if (change === 'upstream' && this.tellsHappenings) this.fail([CHANGED]);
      else if (change === 'upstream') this.reopen();
      if (change === 'completion') void this.inTurn(() => this.show()).catch(() => {});
    } catch (error) {
      this.fail([(error as GraphQLError).toJSON()]);
    }
  }

  private get tellsHappenings(): boolean {
    return this.source.mostWaiting !== undefined;
  }

  private reopen(): void {
    this.edition += 1;
    this.latest = undefined;
    void this.upstream?.return?.();
  }

  private close(): void {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    clearTimeout(this.healing);
    void this.upstream?.return?.();
  }

  private async follow(): Promise<void> {
    const startedAt = performance.now();
    let retryMs = FIRST_RETRY_MS;
    while (!this.closing.signal.aborted) {
      try {
        const hasEnded = await this.readToEnd(() => (retryMs = FIRST_RETRY_MS));
        if (hasEnded) return;
        continue;
      } catch (error) {
        if (this.closing.signal.aborted) return;
        const isNew = !this.hasShown;
        const isFinal = isNew || this.tellsHappenings;
        if (error instanceof SubscriptionRefusedError && (isFinal || !isPassing(error))) return this.fail(error.errors);
        if (this.tellsHappenings) return this.fail([this.missed()]);
        if (isNew && performance.now() - startedAt > FIRST_STATE_WITHIN_MS) return this.fail([this.unavailable()]);
      }
      await wait(retryMs * (0.75 + Math.random() / 2), undefined, { signal: this.closing.signal }).catch(() => {});
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    }
  }

  // The next event is asked for when the last one was passed on: what happens meanwhile becomes one state at its origin.
  // False when it stopped because something else is to be read from now on.
  private async readToEnd(onEvent: () => void): Promise<boolean> {
    const { edition } = this;
    const isWanted = (): boolean => !this.closing.signal.aborted && edition === this.edition;
    const upstream = await this.source.open();
    this.upstream = upstream;
    while (isWanted()) {
      const read = await upstream.next();
      if (!isWanted()) break;
      if (read.done) {
        this.end();
        return true;
      }
      onEvent();
      this.latest = read.value;
      await this.inTurn(() => this.show());
    }
    // It was given up while it was being opened or read.
    await upstream.return?.();
    return this.closing.signal.aborted;
  }

  private async show(): Promise<void> {
    if (!this.latest) return;
    const result = await this.source.complete(this.latest);
    this.hasShown = true;
    this.newcomers.clear();
    for (const client of this.clients) client.push(result);
    // What happened is told once: neither again to those who come later, nor as soon as a subgraph is back.
    if (this.tellsHappenings) this.latest = undefined;
    else this.healLater(result);
  }

  // A subgraph that is down costs its fields; they are shown as soon as it is back, without waiting for the next event.
  private healLater(result: FormattedExecutionResult): void {
    clearTimeout(this.healing);
    if (this.closing.signal.aborted || !lacksSubgraph(result)) return;
    this.healing = setTimeout(() => void this.inTurn(() => this.heal()).catch(() => {}), HEAL_AFTER_MS);
  }

  private async heal(): Promise<void> {
    if (!this.latest) return;
    const result = await this.source.complete(this.latest);
    if (!lacksSubgraph(result)) for (const client of this.clients) client.push(result);
    this.healLater(result);
  }

  // Completed anew for them, because what other subgraphs know may have changed since the event.
  private async showNewcomers(): Promise<void> {
    if (this.newcomers.size === 0 || !this.latest) return;
    const newcomers = [...this.newcomers];
    this.newcomers.clear();
    const result = await this.source.complete(this.latest);
    for (const client of newcomers) client.push(result);
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.turn.then(work);
    this.turn = turn.catch(() => {});
    return turn;
  }

  private end(): void {
    for (const client of this.clients) client.end();
    this.clients.clear();
    this.close();
  }

  private fail(errors: readonly GraphQLFormattedError[]): void {
    for (const client of this.clients) client.fail(new SubscriptionRefusedError(errors));
    this.clients.clear();
    this.close();
  }

  private missed(): GraphQLFormattedError {
    const { subgraph } = this.source;
    return {
      message: `The way to ${subgraph} broke, and events may have been missed; subscribe again.`,
      extensions: { code: 'EVENTS_MISSED', subgraph },
    };
  }

  private unavailable(): GraphQLFormattedError {
    const { subgraph } = this.source;
    return { message: `${subgraph} cannot be reached at the moment.`, extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph } };
  }
}

const CHANGED: GraphQLFormattedError = {
  message: 'The schema has changed, and events may have been missed; subscribe again.',
  extensions: { code: 'SCHEMA_CHANGED' },
};

function lacksSubgraph({ errors = [] }: FormattedExecutionResult): boolean {
  return errors.some(({ extensions }) => extensions?.['code'] === 'SUBGRAPH_UNAVAILABLE');
}

// A subgraph that is just coming up, or whose database is away, fails for a moment only.
function isPassing(refusal: SubscriptionRefusedError): boolean {
  return refusal.errors.every(({ extensions }) => extensions?.['code'] === 'INTERNAL_ERROR');
}
