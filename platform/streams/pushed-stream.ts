/** A stream whose values are pushed into it, for one reader. */
export interface PushedStream<T> extends AsyncIterableIterator<T> {
  /** Hands a value to the reader. */
  push(value: T): void;
  /** Ends the stream after what is still to be read. */
  end(): void;
  /** Ends the stream with an error; what was not read is dropped. */
  fail(error: Error): void;
  return(): Promise<IteratorResult<T>>;
}
