import { Agent, request } from 'undici';

/** Which requests to send, how many at a time. */
export interface LoadOrder {
  url: string;
  /** Nobody's where there is none. */
  token?: string;
  headers?: Record<string, string>;
  bodies: { query: string; variables?: Record<string, unknown> }[];
  concurrency: number;
  /** Path of the part of each answer to send back, e.g. `createTenant.tenant.id`. */
  keep?: string;
}

/** What came of them. */
export interface LoadResult {
  latenciesMs: number[];
  seconds: number;
  failures: string[];
  statements: number[];
  answers: unknown[];
}

process.once('message', (order: LoadOrder) => {
  void run(order).then((result) => process.send!(result));
});

async function run(order: LoadOrder): Promise<LoadResult> {
  const dispatcher = new Agent({ connections: order.concurrency, pipelining: 1 });
  const result: LoadResult = {
    latenciesMs: [],
    seconds: 0,
    failures: [],
    statements: [],
    answers: Array.from({ length: order.bodies.length }),
  };
  let next = 0;
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    for (let index = next++; index < order.bodies.length; index = next++) {
      const sentAt = performance.now();
      const answer = await request(order.url, {
        method: 'POST',
        dispatcher,
        headers: {
          'content-type': 'application/json',
          ...(order.token ? { authorization: `Bearer ${order.token}` } : {}),
          ...order.headers,
        },
        body: JSON.stringify(order.bodies[index]),
      });
      const body = (await answer.body.json()) as {
        data?: Record<string, unknown>;
        errors?: unknown[];
        extensions?: { statements?: number };
      };
      result.latenciesMs.push(performance.now() - sentAt);
      result.statements.push(body.extensions?.statements ?? 0);
      const refusal =
        body.errors ?? Object.values(body.data ?? {}).flatMap((value) => (value as { errors?: unknown[] } | null)?.errors ?? []);
      if (refusal.length > 0) result.failures.push(JSON.stringify(refusal[0]));
      if (order.keep)
        result.answers[index] = order.keep
          .split('.')
          .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], body.data);
    }
  };
  await Promise.all(Array.from({ length: order.concurrency }, worker));
  result.seconds = (performance.now() - startedAt) / 1000;
  await dispatcher.close();
  return result;
}
