import { TopicCollector } from './topic-collector.ts';

const MOST_PER_SECOND = 4;

/**
 * Tells those who show a state that it changed. It says that something changed, never what: whoever is woken reads the
 * present state, so that an announcement that came twice, late or not at all leaves nobody with a wrong one for long.
 */
export class LiveTopics {
  private readonly intervalMs: number;
  private readonly watches = new Map<string, Set<TopicWatch>>();
  private readonly collectors = new Set<TopicCollector>();

  /** A watch is woken at most `mostPerSecond` times a second. */
  constructor(options: { mostPerSecond?: number } = {}) {
    this.intervalMs = 1_000 / (options.mostPerSecond ?? MOST_PER_SECOND);
  }

  /** How many watches are open. */
  get watchCount(): number {
    let count = 0;
    for (const watches of this.watches.values()) count += watches.size;
    return count;
  }

  /** Wakes everybody who watches one of the topics, and tells them to those who collect them. */
  announce(topics: Iterable<string>): void {
    for (const topic of topics) this.wake(topic);
    for (const collector of this.collectors) collector.offer(topics);
  }

  /** Wakes everybody: for moments after which announcements may have been missed. */
  announceAll(): void {
    for (const topic of this.watches.keys()) this.wake(topic);
    for (const collector of this.collectors) collector.offerEverything();
  }

  /** A stream of wake-ups: one at once, for the present state, then one after changes. */
  watch(topic: string): AsyncIterableIterator<undefined> {
    const watch = new TopicWatch(this.intervalMs, () => this.forget(topic, watch));
    const watches = this.watches.get(topic) ?? new Set();
    this.watches.set(topic, watches.add(watch));
    return watch;
  }

  /** A stream of the names of changed topics that begin with `prefix`, as they come; one word a pulse at least. */
  collect(prefix: string, options: { pulseMs: number }): TopicCollector {
    const collector = new TopicCollector({ prefix, ...options }, () => this.collectors.delete(collector));
    this.collectors.add(collector);
    return collector;
  }

  /** Ends every watch. */
  close(): void {
    for (const collector of this.collectors) void collector.return();
    for (const watches of this.watches.values()) for (const watch of watches) void watch.return();
  }

  private wake(topic: string): void {
    for (const watch of this.watches.get(topic) ?? []) watch.wake();
  }

  private forget(topic: string, watch: TopicWatch): void {
    const watches = this.watches.get(topic);
    watches?.delete(watch);
    if (watches?.size === 0) this.watches.delete(topic);
  }
}

class TopicWatch implements AsyncIterableIterator<undefined> {
  private readonly intervalMs: number;
  private readonly onClose: () => void;
  private isOpen = true;
  private hasChanged = true;
  private nextAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private waiting: PromiseWithResolvers<IteratorResult<undefined>> | undefined;

  constructor(intervalMs: number, onClose: () => void) {
    this.intervalMs = intervalMs;
    this.onClose = onClose;
  }

  wake(): void {
    this.hasChanged = true;
    this.deliver();
  }

  next(): Promise<IteratorResult<undefined>> {
    if (!this.isOpen) return Promise.resolve(DONE);
    this.waiting ??= Promise.withResolvers();
    const { promise } = this.waiting;
    this.deliver();
    return promise;
  }

  return(): Promise<IteratorResult<undefined>> {
    if (this.isOpen) {
      this.isOpen = false;
      clearTimeout(this.timer);
      this.onClose();
      this.waiting?.resolve(DONE);
    }
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  // The first change after a quiet while is told at once, further ones when the interval has passed.
  private deliver(): void {
    if (!this.waiting || !this.hasChanged || !this.isOpen || this.timer) return;
    const waitMs = this.nextAt - performance.now();
    if (waitMs > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.deliver();
      }, Math.ceil(waitMs));
      return;
    }
    const { waiting } = this;
    this.waiting = undefined;
    this.hasChanged = false;
    this.nextAt = performance.now() + this.intervalMs;
    waiting.resolve({ value: undefined, done: false });
  }
}

const DONE = { value: undefined, done: true } as const;
