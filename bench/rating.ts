import { uspsRateSheet } from '../subgraphs/shipping/rate-sheets/usps-sheet.ts';
import { rateParcels } from '../subgraphs/shipping/rate-sheets/rate-parcels.ts';
import type { RateSheet } from '../subgraphs/shipping/rate-sheets/rate-sheet.ts';
import { NEW_YORK, readyOrganization, SAN_FRANCISCO, TWO_POUNDS } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { line, load } from './support/load.ts';

// What rating costs: one parcel against 10 rate sheets of 5 services each, through the gateway and by itself. The first argument is how often.

const times = Number(process.argv[2] ?? 300);
const SHEETS = 10;
const SERVICES = 5;

/** A sheet of five services over nine zones, each with fuel on the running total and a schedule. */
function sheet(index: number): RateSheet {
  const usps = uspsRateSheet();
  const [service] = usps.services;
  const services = Array.from({ length: SERVICES }, (_, position) => ({
    ...service!,
    code: `service_${position}`,
    name: `Service ${position}`,
    priceList: 'list',
    carrierName: `Carrier ${index}`,
    schedule: { timeZone: 'America/New_York', cutOffHour: 16, businessDays: [1, 2, 3, 4, 5], holidays: [] },
    surcharges: [
      ...service!.surcharges,
      {
        code: 'fuel',
        name: 'Fuel',
        percentage: { rate: '0.155', of: 'running_total' as const },
        condition: { on: 'always' as const },
      },
    ],
  }));
  return { ...usps, code: `sheet_${index}`, name: `Sheet ${index}`, services };
}

const QUOTE = `mutation ($input: RequestQuotesInput!) { requestQuotes(input: $input) {
  quote { id rates { id service carrierCharge { amount } totalCharge { amount } } } errors { code field message } } }`;

const platform = await startBenchPlatform();
try {
  const client = benchClient(platform);
  const shop = await readyOrganization(client);
  const connections: string[] = [];
  for (let index = 0; index < SHEETS; index += 1) {
    const made = await client.ask<{ rateSheet: { id: string } }>(
      `mutation ($input: CreateRateSheetInput!) { createRateSheet(input: $input) { rateSheet { id } errors { code field message } } }`,
      { token: shop.adminToken, variables: { input: { sheet: sheet(index) } } },
    );
    const { carrierConnection } = await client.ask<{ carrierConnection: { id: string } }>(
      `mutation ($input: CreateCarrierConnectionInput!) { createCarrierConnection(input: $input) { carrierConnection { id } errors { code field message } } }`,
      {
        token: shop.ownerToken,
        variables: { input: { carrier: 'ratesheet', displayName: `Sheet ${index}`, rateSheetId: made.rateSheet.id } },
      },
    );
    connections.push(carrierConnection.id);
  }
  const order = { url: platform.url, token: shop.ownerToken };
  const bodies = (connectionIds: string[], count: number): { query: string; variables: Record<string, unknown> }[] =>
    Array.from({ length: count }, (_, index) => {
      const parcel = { ...TWO_POUNDS, weight: { value: String(1 + (index % 40)), unit: 'LB' } };
      return {
        query: QUOTE,
        variables: { input: { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [parcel], connectionIds } },
      };
    });
  await load({ ...order, bodies: bodies(connections, 20), concurrency: 1 });
  for (const asked of [connections.slice(0, 1), connections]) {
    const figures = await load({ ...order, bodies: bodies(asked, times), concurrency: 1 });
    console.log(line(`requestQuotes, ${asked.length} rate sheets × ${SERVICES} services`, figures));
  }
} finally {
  await platform.stop();
}

const sheets = Array.from({ length: SHEETS }, (_, index) => sheet(index));
const [origin, destination] = [SAN_FRANCISCO, NEW_YORK];
const latencies = Array.from({ length: times }, (_, index) => {
  const startedAt = performance.now();
  for (const each of sheets)
    rateParcels(each, { origin, destination, parcels: [{ weight: { value: 1 + (index % 40), unit: 'lb' } }] });
  return performance.now() - startedAt;
}).toSorted((left, right) => left - right);
const at = (share: number): string => latencies[Math.min(times - 1, Math.floor(times * share))]!.toFixed(2);
console.log(`rating alone, ${SHEETS} sheets × ${SERVICES} services: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
