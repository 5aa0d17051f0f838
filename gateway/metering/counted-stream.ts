/** Calls `count` once: when the stream shows something first, fails without, or ends. It is read by one reader, who may leave at any time. */
export function countedStream<T>(
  source: AsyncIterableIterator<T>,
  count: (errors: readonly Error[]) => void,
): AsyncIterableIterator<T> {
  let isCounted = false;
  const countOnce = (errors: readonly Error[]): void => {
    if (!isCounted) count(errors);
    isCounted = true;
  };
  return {
    async next() {
      try {
        const read = await source.next();
        countOnce([]);
        return read;
      } catch (error) {
        countOnce([error as Error]);
        throw error;
      }
    },
    async return() {
      countOnce([]);
      await source.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
