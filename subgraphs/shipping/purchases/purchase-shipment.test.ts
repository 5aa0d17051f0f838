import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { encodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { addMember } from '../../../test/support/add-member.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { deleteCarrierConnection, updateCarrierConnection } from '../connections/change-carrier-connection.ts';
import type { RequestQuotes } from '../quotes/quote-request.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { isValidTrackingNumber } from '../trackers/tracking-number.ts';
import {
  aConsignment,
  anAddonOfTenPercent,
  anEntityWith,
  aShipper,
  balanceOf,
  connectSandbox,
  connectUsps,
  LOS_ANGELES,
  rowCounts,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import type { PurchaseShipment } from './purchase-request.ts';
import { purchaseShipment } from './purchase-shipment.ts';

let clock: ManualClock;
let world: TestWorld;
let shipper: Shipper;
let entityId: Uuid;
let sandboxId: Uuid;

before(async () => {
  clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());

// Sandbox ground is 6.00 for two pounds; with 10 % handling 6.60 is charged.
beforeEach(async () => {
  shipper = await aShipper(world);
  sandboxId = await connectSandbox(shipper);
  entityId = await anEntityWith(world, shipper, '100');
  await anAddonOfTenPercent(world, shipper);
});

async function aRate(overrides: Partial<RequestQuotes> = {}, by: Shipper = shipper): Promise<Uuid> {
  const quote = await requestQuotes(by.context(), aConsignment({ services: ['sandbox_ground'], ...overrides }));
  return quote.rates[0]!.id;
}

async function refusal(command: PurchaseShipment, by: Shipper = shipper): Promise<{ code: string; field: string | undefined }[]> {
  let refused: { code: string; field: string | undefined }[] = [];
  await assert.rejects(purchaseShipment(by.context(), command), (error: DomainError) => {
    refused = error.details().map(({ code, field }) => ({ code, field }));
    return true;
  });
  return refused;
}

/** Rows of shipping other than the purchase itself, which remembers its refusal. */
async function boughtRows(): Promise<Record<string, number>> {
  const { shipments, labels, trackers, tracking_events } = await rowCounts(world, shipper);
  return { shipments: shipments!, labels: labels!, trackers: trackers!, tracking_events: tracking_events! };
}

const NOTHING = { shipments: 0, labels: 0, trackers: 0, tracking_events: 0 };
const ONE = { shipments: 1, labels: 1, trackers: 1, tracking_events: 1 };

test('a purchase charges the pinned 6.60, makes label and tracker, and takes fifteen statements here, the first time in a tenant', async () => {
  const rateId = await aRate();
  await world.inspect('truncate platform.outbox');
  const before = world.statements();
  const shipment = await purchaseShipment(shipper.context(), {
    rateId,
    idempotencyKey: 'a-1',
    reference: 'PO-7',
    metadata: { order: 7 },
  });
  assert.equal(world.statements() - before, 15);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '93.4', reserved: '0', spent: '6.6' });
  assert.deepEqual(await boughtRows(), ONE);
  assert.equal(shipment.status, 'created');
  assert.equal(shipment.entityId, entityId);
  assert.equal(shipment.reference, 'PO-7');
  assert.deepEqual(shipment.metadata, { order: 7 });
  assert.equal(isValidTrackingNumber(shipment.trackingNumber!), true);
  const events = await world.inspect<{ type: string; data: Record<string, unknown> }>(
    `select type, data from platform.outbox where type like 'usage.%' or type = 'shipment.purchased' order by position`,
  );
  assert.deepEqual(
    events.map(({ type }) => type),
    [
      'usage.shipment.created',
      'shipment.purchased',
      'usage.shipment.purchased',
      'usage.tracking.made',
      'usage.carrier_request.made',
    ],
  );
  const { carrierCharge, totalCharge } = events[1]!.data;
  assert.deepEqual(
    [carrierCharge, totalCharge],
    [
      { amount: '6.00', currency: 'USD' },
      { amount: '6.60', currency: 'USD' },
    ],
  );
  const audit = await world.inspect<{ action: string }>(`select action from platform.audit_log where resource_id = $1`, [
    shipment.id,
  ]);
  assert.deepEqual(audit, [{ action: 'shipment.purchased' }]);
  const [purchase] = await world.inspect<{ state: string }>(`select state from "${shipper.tenant.schema}".purchases`);
  assert.equal(purchase?.state, 'completed');
});

test('the same purchase sent twice answers the same shipment and charges once', async () => {
  const command = { rateId: await aRate(), idempotencyKey: 'twice', metadata: { a: 1, b: { c: 2, d: 3 } } };
  const first = await purchaseShipment(shipper.context(), command);
  const second = await purchaseShipment(shipper.context(), { ...command, metadata: { b: { d: 3, c: 2 }, a: 1 } });
  assert.equal(second.id, first.id);
  clock.advance(60 * 60_000);
  assert.equal((await purchaseShipment(shipper.context(), command)).id, first.id, 'also after the quote has expired');
  assert.deepEqual(await boughtRows(), ONE);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '93.4', reserved: '0', spent: '6.6' });
});

test('ten equal purchases at once make one shipment and one reservation, and all hear of it', async () => {
  const rateId = await aRate();
  const shipments = await Promise.all(
    Array.from({ length: 10 }, () => purchaseShipment(shipper.context(), { rateId, idempotencyKey: 'ten' })),
  );
  assert.equal(new Set(shipments.map((shipment) => shipment.id)).size, 1);
  assert.deepEqual(await boughtRows(), ONE);
  const [reservations] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from "${shipper.tenant.schema}".credit_reservations`,
  );
  assert.equal(reservations?.count, 1);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '93.4', reserved: '0', spent: '6.6' });
});

test('ten purchases of one quote under ten keys let exactly one through', async () => {
  const rateId = await aRate();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => purchaseShipment(shipper.context(), { rateId, idempotencyKey: `key-${index}` })),
  );
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as DomainError).code] : []));
  assert.deepEqual(
    refused,
    Array.from({ length: 9 }, () => 'QUOTE_ALREADY_PURCHASED'),
  );
  assert.deepEqual(await boughtRows(), ONE);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '93.4', reserved: '0', spent: '6.6' });
});

test('a key that was used for another request is refused, and so is a second rate of a quote', async () => {
  const quote = await requestQuotes(shipper.context(), aConsignment());
  const [first, second] = quote.rates;
  await purchaseShipment(shipper.context(), { rateId: first!.id, idempotencyKey: 'k' });
  assert.deepEqual(await refusal({ rateId: first!.id, idempotencyKey: 'k', reference: 'other' }), [
    { code: 'IDEMPOTENCY_KEY_REUSED', field: 'idempotencyKey' },
  ]);
  assert.deepEqual(await refusal({ rateId: second!.id, idempotencyKey: 'l' }), [
    { code: 'QUOTE_ALREADY_PURCHASED', field: 'rateId' },
  ]);
  assert.deepEqual(await boughtRows(), ONE);
});

test('an expired quote is refused and leaves nothing', async () => {
  const rateId = await aRate();
  clock.advance(15 * 60_000);
  assert.deepEqual(await refusal({ rateId, idempotencyKey: 'late' }), [{ code: 'QUOTE_EXPIRED', field: 'rateId' }]);
  assert.equal((await rowCounts(world, shipper))['purchases'], 0);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '100', reserved: '0', spent: '0' });
});

test('credits too low refuse the purchase for good under its key; a new key may succeed', async () => {
  const poor = await aShipper(world);
  await connectSandbox(poor);
  const poorEntity = await anEntityWith(world, poor, '5.99');
  const rateId = await aRate({}, poor);
  shipper = poor;
  assert.deepEqual(await refusal({ rateId, idempotencyKey: 'poor' }), [{ code: 'INSUFFICIENT_CREDITS', field: 'entityId' }]);
  assert.deepEqual(await boughtRows(), NOTHING);
  assert.deepEqual(await balanceOf(world, poor, poorEntity), { remaining: '5.99', reserved: '0', spent: '0' });
  await answerOf(world, 'billing', poor.identity, {
    query: `mutation G($id: ID!) { grantCredits(input: { entityId: $id, amount: { amount: "1", currency: "USD" }, kind: PURCHASED, idempotencyKey: "more" }) { errors { code } } }`,
    variables: { id: encodeId(ID_PREFIX.entity, poorEntity) },
  });
  assert.deepEqual(await refusal({ rateId, idempotencyKey: 'poor' }), [{ code: 'INSUFFICIENT_CREDITS', field: 'entityId' }]);
  await purchaseShipment(poor.context(), { rateId, idempotencyKey: 'richer' });
  assert.deepEqual(await balanceOf(world, poor, poorEntity), { remaining: '0.99', reserved: '0', spent: '6' });
});

test('a suspended entity and a buyer over his limit are refused by name, and nothing moves', async () => {
  const userId = await addMember(world, shipper);
  const member = { ...shipper, context: () => world.context('shipping', { ...shipper.identity, userId }) };
  const id = encodeId(ID_PREFIX.entity, entityId);
  const change = async (mutation: string): Promise<void> => {
    const payloads = await answerOf<Record<string, { errors: unknown[] }>>(world, 'billing', shipper.identity, {
      query: `mutation { ${mutation} { errors { code message } } }`,
    });
    assert.deepEqual(Object.values(payloads)[0]!.errors, []);
  };
  await change(
    `setEntityMember(input: { entityId: "${id}", userId: "${encodeId(ID_PREFIX.user, userId)}", role: MEMBER, creditLimit: "6.59" })`,
  );
  assert.deepEqual(await refusal({ rateId: await aRate(), idempotencyKey: 'limit' }, member), [
    { code: 'LIMIT_REACHED', field: 'entityId' },
  ]);
  await change(`updateEntity(input: { entityId: "${id}", status: SUSPENDED })`);
  assert.deepEqual(await refusal({ rateId: await aRate(), idempotencyKey: 'suspended' }), [
    { code: 'ENTITY_SUSPENDED', field: 'entityId' },
  ]);
  assert.deepEqual(await boughtRows(), NOTHING);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '100', reserved: '0', spent: '0' });
});

test('a foreign entity is refused as not found; the entity of the quote pays when none is named', async () => {
  const rateId = await aRate();
  assert.deepEqual(await refusal({ rateId, entityId: newId(), idempotencyKey: 'f' }), [{ code: 'NOT_FOUND', field: 'entityId' }]);
  const second = await anEntityWith(world, shipper, '0');
  const poorRate = await aRate({ entityId: second });
  assert.deepEqual(await refusal({ rateId: poorRate, idempotencyKey: 'g' }), [
    { code: 'INSUFFICIENT_CREDITS', field: 'entityId' },
  ]);
  assert.equal(
    (await purchaseShipment(shipper.context(), { rateId: poorRate, entityId, idempotencyKey: 'h' })).entityId,
    entityId,
  );
});

test('a carrier that refuses releases the credits, and its refusal is metered and remembered', async () => {
  const rateId = await aRate({ recipient: { ...LOS_ANGELES, street1: 'FAIL' } });
  await world.inspect('truncate platform.outbox');
  assert.deepEqual(await refusal({ rateId, idempotencyKey: 'fail' }), [{ code: 'CARRIER_REFUSED', field: 'recipient.street1' }]);
  assert.deepEqual(await refusal({ rateId, idempotencyKey: 'fail' }), [{ code: 'CARRIER_REFUSED', field: 'recipient.street1' }]);
  assert.deepEqual(await boughtRows(), NOTHING);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '100', reserved: '0', spent: '0' });
  const metered = await world.inspect<{ data: object }>(
    `select data - 'durationMs' as data from platform.outbox where type = 'usage.carrier_request.made'`,
  );
  assert.deepEqual(metered, [{ data: { connectionId: sandboxId, carrierName: 'Sandbox', operation: 'buy', status: 'error' } }]);
});

test('an address that no label can show is refused by the carrier, with its field', async () => {
  const rateId = await aRate({ recipient: { ...LOS_ANGELES, name: '山田太郎' } });
  assert.deepEqual(await refusal({ rateId, idempotencyKey: 'script' }), [{ code: 'CARRIER_REFUSED', field: 'recipient.name' }]);
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '100', reserved: '0', spent: '0' });
});

test('a connection that was switched off or deleted since the quote sells no label', async () => {
  const rateId = await aRate();
  await updateCarrierConnection(shipper.context(), { id: sandboxId, isActive: false });
  assert.deepEqual(await refusal({ rateId, idempotencyKey: 'off' }), [{ code: 'CONNECTION_INACTIVE', field: 'rateId' }]);
  await deleteCarrierConnection(shipper.context(), sandboxId);
  assert.deepEqual(await refusal({ rateId, idempotencyKey: 'off' }), [{ code: 'CONNECTION_INACTIVE', field: 'rateId' }]);
});

test('rates of other organizations, tenants and modes are not found', async () => {
  const rateId = await aRate();
  const strangers = [await aShipper(world, { tenant: shipper.tenant }), await aShipper(world)];
  const live = { ...shipper, context: () => world.context('shipping', { ...shipper.identity, testMode: false }) };
  for (const stranger of [...strangers, live])
    assert.deepEqual(await refusal({ rateId, idempotencyKey: 's' }, stranger), [{ code: 'NOT_FOUND', field: 'rateId' }]);
  assert.equal((await rowCounts(world, shipper))['purchases'], 0);
});

test('malformed keys, references and metadata are named all at once', async () => {
  const rateId = await aRate();
  assert.deepEqual(
    (await refusal({ rateId, idempotencyKey: ' ', reference: 'x'.repeat(101), metadata: [1] })).map(({ field }) => field),
    ['idempotencyKey', 'reference', 'metadata'],
  );
});

const PURCHASE = `mutation Buy($input: PurchaseShipmentInput!) {
  purchaseShipment(input: $input) {
    shipment { id status trackingNumber carrierName serviceName carrierCharge { amount currency } entityId rateId label { format sizeBytes contentBase64 }
      tracker { id status trackingNumber events { status code } } connection { displayName } organization { id } }
    errors { code field message } } }`;

test('purchaseShipment answers label and tracker over GraphQL; the label is a PDF marked as a sample', async () => {
  const rateId = encodeId(ID_PREFIX.rate, await aRate());
  const { purchaseShipment: payload } = await answerOf<{
    purchaseShipment: { shipment: Record<string, never>; errors: unknown[] };
  }>(world, 'shipping', shipper.identity, {
    query: PURCHASE,
    variables: { input: { rateId, idempotencyKey: 'graphql' } },
  });
  assert.deepEqual(payload.errors, []);
  const { id, trackingNumber, label, tracker, ...rest } = payload.shipment as never as {
    id: string;
    trackingNumber: string;
    label: { format: string; sizeBytes: number; contentBase64: string };
    tracker: { id: string; status: string; trackingNumber: string; events: unknown[] };
  };
  assert.deepEqual(rest, {
    status: 'CREATED',
    carrierName: 'Sandbox',
    serviceName: 'Sandbox Ground',
    carrierCharge: { amount: '6.00', currency: 'USD' },
    entityId: encodeId(ID_PREFIX.entity, entityId),
    rateId,
    connection: { displayName: 'Sandbox' },
    organization: { id: encodeId(ID_PREFIX.organization, shipper.organizationId) },
  });
  assert.deepEqual(
    { ...tracker, id: '' },
    { id: '', status: 'PENDING', trackingNumber, events: [{ status: 'PENDING', code: 'label_created' }] },
  );
  const pdf = Buffer.from(label.contentBase64, 'base64');
  assert.equal(label.format, 'PDF');
  assert.equal(pdf.length, label.sizeBytes);
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  assert.match(id, /^shp_/);
  const status = await answerOf<{ quote: { status: string } }>(world, 'shipping', shipper.identity, {
    query: `query Q($r: [_Any!]!) { _entities(representations: $r) { ... on Shipment { id } } }`,
    variables: { r: [{ __typename: 'Shipment', id }] },
  });
  assert.deepEqual(status, { _entities: [{ id }] });
});

test('a list of 50 shipments with tracker, connection and organization takes three statements, like a list of one', async () => {
  const usps = await aShipper(world);
  await connectUsps(world, usps);
  await anEntityWith(world, usps, '10000');
  const query = `{ shipments(first: 50) { edges { node { id carrierCharge { amount } tracker { status } connection { displayName } organization { id } } } pageInfo { hasNextPage } } }`;
  const buy = async (key: string): Promise<void> => {
    const quote = await requestQuotes(usps.context(), aConsignment({ services: ['usps_ground_advantage'] }));
    await purchaseShipment(usps.context(), { rateId: quote.rates[0]!.id, idempotencyKey: key });
  };
  await buy('0');
  const one = await askSubgraph<{ shipments: { edges: unknown[] } }>(world, 'shipping', usps.identity, { query });
  for (let count = 1; count < 51; count += 1) await buy(String(count));
  const fifty = await askSubgraph<{ shipments: { edges: unknown[]; pageInfo: { hasNextPage: boolean } } }>(
    world,
    'shipping',
    usps.identity,
    { query },
  );
  assert.deepEqual([fifty.data.shipments.edges.length, fifty.data.shipments.pageInfo.hasNextPage], [50, true]);
  assert.deepEqual([one.statements, fifty.statements], [3, 3]);
});

test('the label comes in the format that was asked for, and a repetition that asks for another is another request', async () => {
  for (const labelFormat of ['PDF', 'ZPL', 'PNG'] as const) {
    const command = { rateId: await aRate(), idempotencyKey: labelFormat, labelFormat };
    const shipment = await purchaseShipment(shipper.context(), command);
    const [label] = await world.inspect<{ format: string; objectKey: string }>(
      `select l.format, f.object_key as "objectKey" from "${shipper.tenant.schema}".labels l join "${shipper.tenant.schema}".files f on f.id = l.file_id
       where l.shipment_id = $1`,
      [shipment.id],
    );
    assert.equal(label?.format, labelFormat);
    const stored = await shipper.context().objects.get(label.objectKey);
    assert.match(stored!.content.subarray(0, 4).toString('latin1'), { PDF: /^%PDF/, ZPL: /^\^XA/, PNG: /PNG/ }[labelFormat]);
    const other = labelFormat === 'PDF' ? 'ZPL' : 'PDF';
    assert.deepEqual(await refusal({ ...command, labelFormat: other }), [
      { code: 'IDEMPOTENCY_KEY_REUSED', field: 'idempotencyKey' },
    ]);
  }
});
