/** A stream that is still being opened. Leaving it before it is open leaves it as soon as it is. */
export function deferredStream<T>(opening: Promise<AsyncIterableIterator<T>>): AsyncIterableIterator<T> {
  const left = Promise.withResolvers<void>();
  let hasLeft = false;
  let source: AsyncIterableIterator<T> | undefined;
  opening.then(
    (opened) => {
      source = opened;
      if (hasLeft) void opened.return?.();
    },
    // Told to whoever asks for a value; whoever has left is not told.
    () => {},
  );
  return {
    async next() {
      if (!source && !hasLeft) await Promise.race([opening, left.promise]);
      return source && !hasLeft ? source.next() : { value: undefined, done: true };
    },
    async return() {
      hasLeft = true;
      left.resolve();
      await source?.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
