import DataLoader from 'dataloader';

/** Where a request keeps its loaders. */
export interface LoaderStore {
  readonly loaders: Map<object, unknown>;
}

/**
 * Defines a loader that exists once a request: `batch` gets all keys asked for in one tick and answers rows in any order,
 * with gaps; keys without a row answer null.
 */
export function defineLoader<Context extends LoaderStore, Row>(
  batch: (context: Context, keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): (context: Context, key: string) => Promise<Row | null> {
  const identity = {};
  return (context, key) => {
    let loader = context.loaders.get(identity) as DataLoader<string, Row | null> | undefined;
    if (!loader) {
      loader = new DataLoader<string, Row | null>(async (keys) => {
        const byKey = new Map((await batch(context, keys)).map((row) => [keyOf(row), row]));
        return keys.map((key) => byKey.get(key) ?? null);
      });
      context.loaders.set(identity, loader);
    }
    return loader.load(key);
  };
}

/** Like `defineLoader`, for many rows a key; keys without rows answer an empty list. */
export function defineListLoader<Context extends LoaderStore, Row>(
  batch: (context: Context, keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): (context: Context, key: string) => Promise<Row[]> {
  const identity = {};
  return (context, key) => {
    let loader = context.loaders.get(identity) as DataLoader<string, Row[]> | undefined;
    if (!loader) {
      loader = new DataLoader<string, Row[]>(async (keys) => {
        const byKey = Map.groupBy(await batch(context, keys), keyOf);
        return keys.map((key) => byKey.get(key) ?? []);
      });
      context.loaders.set(identity, loader);
    }
    return loader.load(key);
  };
}
