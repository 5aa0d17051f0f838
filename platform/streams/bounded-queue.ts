import type { PushedStream } from './pushed-stream.ts';

/**
 * A stream of values that must all be read, in order: those that the reader has not taken wait, up to a number of them. One more
 * ends the stream with the error of `onOverflow`, and drops them all: a reader that is too slow learns that it has missed something,
 * and costs no more memory.
 */
export class BoundedQueue<T> implements PushedStream<T> {
  private readonly most: number;
  private readonly onOverflow: () => Error;
  private readonly onClose: () => void;
  private waiting: T[] = [];
  private reader: PromiseWithResolvers<IteratorResult<T>> | undefined;
  private outcome: { error?: Error } | undefined;

  /** `onClose` is called once, when the stream ends or its reader leaves, whichever comes first. */
  constructor(options: { most: number; onOverflow: () => Error }, onClose: () => void = () => {}) {
    this.most = options.most;
    this.onOverflow = options.onOverflow;
    this.onClose = onClose;
  }

  push(value: T): void {
    if (this.outcome) return;
    if (this.reader) this.taken()?.resolve({ value, done: false });
    else if (this.waiting.length < this.most) this.waiting.push(value);
    else this.fail(this.onOverflow());
  }

  end(): void {
    if (this.outcome) return;
    this.outcome = {};
    this.taken()?.resolve(DONE);
    this.onClose();
  }

  fail(error: Error): void {
    if (this.outcome) return;
    this.waiting = [];
    const reader = this.taken();
    this.outcome = reader ? {} : { error };
    reader?.reject(error);
    this.onClose();
  }

  next(): Promise<IteratorResult<T>> {
    if (this.waiting.length > 0) return Promise.resolve({ value: this.waiting.shift()!, done: false });
    if (this.outcome) {
      const { error } = this.outcome;
      this.outcome = {};
      return error ? Promise.reject(error) : Promise.resolve(DONE);
    }
    this.reader ??= Promise.withResolvers();
    return this.reader.promise;
  }

  return(): Promise<IteratorResult<T>> {
    this.waiting = [];
    const isOpen = this.outcome === undefined;
    this.outcome = {};
    this.taken()?.resolve(DONE);
    if (isOpen) this.onClose();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private taken(): PromiseWithResolvers<IteratorResult<T>> | undefined {
    const { reader } = this;
    this.reader = undefined;
    return reader;
  }
}

const DONE = { value: undefined, done: true } as const;
