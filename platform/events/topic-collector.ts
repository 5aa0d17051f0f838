const MOST_TOPICS = 1_000;

/** What changed since the reader looked last. */
export interface CollectedTopics {
  /** Counts from 1 by one: a reader that misses a number has missed what came with it. */
  sequence: number;
  /** The names, without the prefix that was asked for. */
  topics: string[];
  /** Whether anything at all may have changed: at the beginning, after a gap, and when it was too much to name. */
  isEverything: boolean;
}

/**
 * Collects the names of changed topics for a reader that keeps copies of what they stand for. Nothing is lost while it reads,
 * and it hears at least one word a pulse, so that silence means that the way to it is broken.
 */
export class TopicCollector implements AsyncIterableIterator<CollectedTopics> {
  private readonly prefix: string;
  private readonly onClose: () => void;
  private readonly pulse: NodeJS.Timeout;
  private readonly topics = new Set<string>();
  private isEverything = true;
  private hasNews = true;
  private isOpen = true;
  private sequence = 0;
  private waiting: PromiseWithResolvers<IteratorResult<CollectedTopics>> | undefined;

  constructor(options: { prefix: string; pulseMs: number }, onClose: () => void) {
    this.prefix = options.prefix;
    this.onClose = onClose;
    this.pulse = setInterval(() => this.tell(), options.pulseMs).unref();
  }

  /** Takes those of the topics that begin with the prefix. */
  offer(topics: Iterable<string>): void {
    const before = this.topics.size;
    for (const topic of topics) if (topic.startsWith(this.prefix)) this.topics.add(topic.slice(this.prefix.length));
    if (this.topics.size > MOST_TOPICS) this.offerEverything();
    else if (this.topics.size > before) this.tell();
  }

  /** Anything may have changed. */
  offerEverything(): void {
    this.isEverything = true;
    this.topics.clear();
    this.tell();
  }

  next(): Promise<IteratorResult<CollectedTopics>> {
    if (!this.isOpen) return Promise.resolve(DONE);
    this.waiting ??= Promise.withResolvers();
    const { promise } = this.waiting;
    this.deliver();
    return promise;
  }

  return(): Promise<IteratorResult<CollectedTopics>> {
    if (this.isOpen) {
      this.isOpen = false;
      clearInterval(this.pulse);
      this.onClose();
      this.waiting?.resolve(DONE);
    }
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private tell(): void {
    this.hasNews = true;
    this.deliver();
  }

  private deliver(): void {
    const { waiting } = this;
    if (!waiting || !this.hasNews || !this.isOpen) return;
    const value = { sequence: (this.sequence += 1), topics: [...this.topics], isEverything: this.isEverything };
    this.topics.clear();
    this.isEverything = false;
    this.hasNews = false;
    this.waiting = undefined;
    waiting.resolve({ value, done: false });
  }
}

const DONE = { value: undefined, done: true } as const;
