import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import {
  NEW_YORK,
  readyOrganization,
  SAN_FRANCISCO,
  TWO_POUNDS,
  type ReadyOrganization,
} from '../../../test/support/first-parcel-world.ts';
import { latestTenant } from '../../../test/support/live-world.ts';
import { mutate } from '../../../test/support/mutate.ts';
import { startTestGateway, type TestGateway } from '../../../test/support/test-gateway.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let tenant: TestTenant;
const shipments: string[] = [];

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
  tenant = await latestTenant(world);
  for (const idempotencyKey of ['one', 'two', 'three']) {
    const asked = { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS] };
    const { quote } = await mutate<{ quote: { rates: { id: string }[] } }>(gateway, shop.ownerToken, {
      field: 'requestQuotes',
      input: asked,
      selection: 'quote { rates { id } }',
    });
    const { shipment } = await mutate<{ shipment: { id: string } }>(gateway, shop.ownerToken, {
      field: 'purchaseShipment',
      input: { rateId: quote.rates[0]!.id, idempotencyKey },
      selection: 'shipment { id }',
    });
    shipments.push(shipment.id);
  }
  await world.settle();
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Reconciled {
  shipmentCount: number;
  applicationCount: number;
  isComplete: boolean;
  differences: { kind: string; shipmentId: string; expected: { amount: string } | null; recorded: { amount: string } | null }[];
}

const RECONCILE = `query($from: DateTime!, $until: DateTime!) { addonReconciliation(from: $from, until: $until) {
  shipmentCount applicationCount isComplete differences { kind shipmentId expected { amount } recorded { amount } } } }`;
const SPAN = { from: '2026-03-01T00:00:00Z', until: '2026-03-03T00:00:00Z' };

function reconcile(): Promise<Reconciled> {
  return gateway.ask<Reconciled>(RECONCILE, { token: shop.adminToken, variables: SPAN });
}

test('every application of every bought shipment is tracked: no difference', async () => {
  assert.deepEqual(await reconcile(), { shipmentCount: 3, applicationCount: 6, isComplete: true, differences: [] });
  const elsewhen = { from: '2026-03-03T00:00:00Z', until: '2026-03-04T00:00:00Z' };
  const nothing = await gateway.ask<Reconciled>(RECONCILE, { token: shop.adminToken, variables: elsewhen });
  assert.deepEqual([nothing.shipmentCount, nothing.applicationCount], [0, 0]);
});

test('finds what is missing, altered, made up and not reversed, each by its kind', async () => {
  const [one, two, three] = shipments.map((id) => decodeId('shp', id)) as [string, string, string];
  const { schema } = tenant;
  const spoil = async (sql: string): Promise<void> => {
    await world.inspect(sql);
  };
  await spoil(`delete from ${schema}.commissions where shipment_id = '${one}'`);
  await spoil(`delete from ${schema}.addon_applications where shipment_id = '${one}' and addon_name = 'Handling'`);
  await spoil(
    `update ${schema}.addon_applications set amount = amount + 1 where shipment_id = '${two}' and addon_name = 'Handling'`,
  );
  await spoil(`update ${schema}.shipments set status = 'cancelled' where id = '${three}'`);
  const { differences } = await reconcile();
  const found = differences.map(({ kind, shipmentId, expected, recorded }) => [
    shipments.indexOf(shipmentId),
    kind,
    expected?.amount,
    recorded?.amount,
  ]);
  assert.deepEqual(
    found.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)),
    [
      [0, 'MISSING_APPLICATION', '0.50', undefined],
      [1, 'AMOUNT_DIFFERS', '0.50', '1.50'],
      [2, 'NOT_REVERSED', '0.30', '0.30'],
      [2, 'NOT_REVERSED', '0.50', '0.50'],
    ],
  );
  await spoil(`delete from ${schema}.recorded_purchases where id = '${one}'`);
  const kinds = (await reconcile()).differences.filter(({ shipmentId }) => shipmentId === shipments[0]).map(({ kind }) => kind);
  assert.ok(kinds.length > 0 && kinds.every((kind) => kind === 'NOT_RECORDED'), kinds.join());
});

test('a span that is backwards or longer than 92 days is refused, and members may not ask', async () => {
  const codeFor = async (from: string, until: string, token = shop.adminToken): Promise<string | undefined> =>
    (await gateway.send(RECONCILE, { token, variables: { from, until } })).errors[0]?.extensions.code;
  assert.equal(await codeFor(SPAN.until, SPAN.from), 'INVALID_DATE_RANGE');
  assert.equal(await codeFor('2026-01-01T00:00:00Z', SPAN.until), undefined);
  assert.equal(await codeFor('2025-01-01T00:00:00Z', SPAN.until), 'DATE_RANGE_TOO_LONG');
  assert.equal(await codeFor(SPAN.from, SPAN.until, shop.ownerToken), 'FORBIDDEN');
});
