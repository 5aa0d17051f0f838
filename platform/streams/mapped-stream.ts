/** What may become of a value: another one, or nothing for a value that is left out. */
export type Mapped<T> = { value: T } | undefined;

/**
 * Turns each value of `source` into another, one at a time. Leaving it leaves the source at once, also while it waits for
 * a value. It is to be read by one reader, who asks for the next value when the last one has come.
 */
export function mappedStream<From, To>(
  source: AsyncIterator<From>,
  map: (value: From) => Promise<Mapped<To>>,
  onEnd: () => void = () => {},
): AsyncIterableIterator<To> {
  let isOpen = true;
  const end = (): IteratorReturnResult<undefined> => {
    if (isOpen) {
      isOpen = false;
      onEnd();
    }
    return { value: undefined, done: true };
  };
  return {
    async next() {
      try {
        while (isOpen) {
          const taken = await source.next();
          if (taken.done) break;
          const mapped = await map(taken.value);
          if (mapped && isOpen) return { value: mapped.value, done: false };
        }
        return end();
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      await source.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
