import { line, load } from './support/load.ts';
import { startBenchPlatform } from './support/bench-platform.ts';

// How fast tenants come into being, and how fast they are listed. Bars: 100 at once in under 1 s from a filled pool, without a
// failure from an empty one; a page of 50 out of 1,000 in under 20 ms.

const CREATE = `mutation Create($input: CreateTenantInput!) { createTenant(input: $input) { tenant { id } errors { code field message } } }`;
const PAGE = `{ tenants(first: 50) { edges { node { id name slug plan status createdAt domains { domain isPrimary } } } pageInfo { hasNextPage } } }`;

const platform = await startBenchPlatform();
try {
  let made = 0;
  const bodies = (count: number): { query: string; variables: Record<string, unknown> }[] =>
    Array.from({ length: count }, () => {
      made += 1;
      return {
        query: CREATE,
        variables: { input: { name: `Tenant ${made}`, domain: `tenant-${made}`, adminEmail: `admin@tenant-${made}.example` } },
      };
    });
  const order = { url: platform.url, token: platform.operatorToken };

  await load({ ...order, bodies: bodies(5), concurrency: 5 });
  const startedAt = performance.now();
  await platform.marketplace.fillSchemaPool(300);
  console.log(`filling the pool: ${((performance.now() - startedAt) / 300).toFixed(1)} ms a schema`);

  for (let round = 1; round <= 3; round += 1) {
    const figures = await load({ ...order, bodies: bodies(100), concurrency: 100 });
    console.log(line(`100 tenants at once, filled pool (${round})`, figures));
    if (figures.failures > 0) throw new Error(figures.firstFailure);
  }
  const empty = await load({ ...order, bodies: bodies(100), concurrency: 100 });
  console.log(line('100 tenants at once, empty pool', empty));
  if (empty.failures > 0) throw new Error(empty.firstFailure);

  await platform.marketplace.fillSchemaPool(600);
  await load({ ...order, bodies: bodies(600), concurrency: 8 });
  const page = await load({ ...order, bodies: Array.from({ length: 300 }, () => ({ query: PAGE })), concurrency: 1 });
  console.log(line(`page of 50 out of ${made} tenants, one caller`, page));
} finally {
  await platform.stop();
}
