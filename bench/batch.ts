import { readyOrganization, NEW_YORK, SAN_FRANCISCO } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';

// What a batch takes: 10,000 rows of CSV uploaded and made drafts, dry-run and bought, rows a second and memory. The first argument is how many rows are
// made drafts, the second how many are quoted and how many bought.

const ROWS = Number(process.argv[2] ?? 10_000);
const BOUGHT = Number(process.argv[3] ?? 500);
const HEADER =
  'reference,shipper_name,shipper_street1,shipper_city,shipper_state,shipper_postal_code,shipper_country,recipient_name,recipient_street1,recipient_city,recipient_state,recipient_postal_code,recipient_country,weight';
const WITHIN_MS = 1_800_000;

interface Progress {
  status: string;
  counts: { succeeded: number; failed: number };
}

const platform = await startBenchPlatform();
try {
  const client = benchClient(platform);
  const shop = await readyOrganization(client, { credits: '1000000.00' });
  await measure('made drafts', ROWS, '?purchase=DRAFT', shop.ownerToken);
  await measure('checked and quoted', BOUGHT, '?purchase=CHEAPEST&isDryRun=true', shop.ownerToken);
  await measure('quoted and bought', BOUGHT, '?purchase=CHEAPEST', shop.ownerToken);

  /** Uploads so many rows and waits for the end of the batch; nothing else asks meanwhile. */
  async function measure(what: string, rows: number, query: string, token: string): Promise<void> {
    const memory = watchMemory();
    const startedAt = performance.now();
    const response = await fetch(new URL(`/batches${query}`, platform.url), {
      method: 'POST',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${token}` },
      body: table(rows),
    });
    const uploaded = (await response.json()) as { batch?: { id: string }; errors?: object[] };
    if (!uploaded.batch) throw new Error(JSON.stringify(uploaded.errors));
    const uploadSeconds = (performance.now() - startedAt) / 1000;
    const { counts } = await ended(uploaded.batch.id, token);
    const seconds = (performance.now() - startedAt) / 1000;
    const { before, most } = memory.end();
    if (counts.succeeded !== rows) throw new Error(`${counts.succeeded} of ${rows} rows succeeded`);
    console.log(
      `${rows} rows ${what}: ${(rows / seconds).toFixed(0)} rows/s (${seconds.toFixed(1)} s, upload ${uploadSeconds.toFixed(2)} s); heap ${before} → ${most} MiB at most`,
    );
  }

  async function ended(id: string, token: string): Promise<Progress> {
    const deadline = performance.now() + WITHIN_MS;
    for (;;) {
      const query = `query ($id: ID!) { batch(id: $id) { status counts { succeeded failed } } }`;
      const batch = await client.ask<Progress>(query, { token, variables: { id } });
      if (batch.status === 'COMPLETED') return batch;
      if (performance.now() > deadline) throw new Error(`the batch is ${batch.status} after half an hour`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
} finally {
  await platform.stop();
}

function table(rows: number): string {
  const { name, street1, city, state, postalCode, country } = SAN_FRANCISCO;
  const from = [name, street1, city, state, postalCode, country].join(',');
  const to = [NEW_YORK.street1, NEW_YORK.city, NEW_YORK.state, NEW_YORK.postalCode, NEW_YORK.country].join(',');
  const lines = Array.from({ length: rows }, (_, index) => `PO-${index},${from},Customer ${index},${to},${1 + (index % 20)}`);
  return `${HEADER}\n${lines.join('\n')}\n`;
}

function watchMemory(): { end: () => { before: number; most: number } } {
  globalThis.gc?.();
  const heap = (): number => Math.round(process.memoryUsage().heapUsed / 1_048_576);
  const before = heap();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, heap())), 50);
  return {
    end() {
      clearInterval(timer);
      return { before, most };
    },
  };
}
