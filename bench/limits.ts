import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { load } from './support/load.ts';

// What an operation costs the server that is refused before it runs: too dear, too deep, not permitted, not valid; beside one that is
// answered from nothing at all (`__typename`), which is what HTTP, JSON and the token cost.

const COUNT = 2_000;
const ROWS =
  'edges { node { id status trackingNumber tracker { status events { status } } connection { displayName } organization { name } } }';
const REFUSED: Record<string, string> = {
  'answered, nothing asked (__typename)': '{ __typename }',
  'too dear (COST_LIMIT_EXCEEDED)': `{ ${[1, 2, 3, 4].map((page) => `page${page}: shipments(first: 100) { ${ROWS} }`).join(' ')} }`,
  'too deep (DOCUMENT_TOO_LARGE)': `{ shipments ${'{ edges { node { organization '.repeat(6)}{ id }${' } } }'.repeat(6)} }`,
  'not permitted (FORBIDDEN)': '{ tenants(first: 10) { edges { node { id name } } } }',
  'not valid (GRAPHQL_VALIDATION_FAILED)': '{ shipments(first: 10) { edges { node { id nonsense } } } }',
};

const platform = await startBenchPlatform({ limits: {} });
try {
  const shop = await readyOrganization(benchClient(platform));
  for (const [name, query] of Object.entries(REFUSED)) {
    const bodies = (count: number): { query: string }[] => Array.from({ length: count }, () => ({ query }));
    await load({ url: platform.url, token: shop.ownerToken, bodies: bodies(300), concurrency: 8 });
    const figures = await load({ url: platform.url, token: shop.ownerToken, bodies: bodies(COUNT), concurrency: 8 });
    const { cpuMsPerRequest, requestsPerSecond, failures, firstFailure = '' } = figures;
    const code = /"code":"(\w+)"/.exec(firstFailure)?.[1] ?? 'answered';
    console.log(
      `${name}: ${cpuMsPerRequest.toFixed(2)} ms CPU, ${requestsPerSecond.toFixed(0)} req/s, ${failures} of ${COUNT} refused, ${code}`,
    );
  }
} finally {
  await platform.stop();
}
