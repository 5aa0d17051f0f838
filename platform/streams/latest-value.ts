import type { PushedStream } from './pushed-stream.ts';

/** A stream that holds one value at most: a value that was not taken yet is replaced by the next one. */
export class LatestValue<T> implements PushedStream<T> {
  private readonly onClose: () => void;
  private pending: { value: T } | undefined;
  private waiting: PromiseWithResolvers<IteratorResult<T>> | undefined;
  private outcome: { error?: Error } | undefined;

  /** `onClose` is called once, when the stream ends or its reader leaves, whichever comes first. */
  constructor(onClose: () => void = () => {}) {
    this.onClose = onClose;
  }

  /** Hands `value` to the reader, in the place of a value that it has not taken. */
  push(value: T): void {
    if (this.outcome) return;
    if (this.waiting) this.settle()?.resolve({ value, done: false });
    else this.pending = { value };
  }

  /** Ends the stream after the value that is still to be taken. */
  end(): void {
    if (this.outcome) return;
    this.outcome = {};
    this.settle()?.resolve(DONE);
    this.onClose();
  }

  /** Ends the stream with an error; a value that was not taken is dropped. */
  fail(error: Error): void {
    if (this.outcome) return;
    this.pending = undefined;
    const waiting = this.settle();
    this.outcome = waiting ? {} : { error };
    waiting?.reject(error);
    this.onClose();
  }

  next(): Promise<IteratorResult<T>> {
    if (this.pending) {
      const { value } = this.pending;
      this.pending = undefined;
      return Promise.resolve({ value, done: false });
    }
    if (this.outcome) {
      const failure = this.outcome;
      this.outcome = {};
      return failure.error ? Promise.reject(failure.error) : Promise.resolve(DONE);
    }
    this.waiting ??= Promise.withResolvers();
    return this.waiting.promise;
  }

  return(): Promise<IteratorResult<T>> {
    this.pending = undefined;
    const isOpen = this.outcome === undefined;
    this.outcome = {};
    this.settle()?.resolve(DONE);
    if (isOpen) this.onClose();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private settle(): PromiseWithResolvers<IteratorResult<T>> | undefined {
    const { waiting } = this;
    this.waiting = undefined;
    return waiting;
  }
}

const DONE = { value: undefined, done: true } as const;
