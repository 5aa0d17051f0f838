import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { NEW_YORK, readyOrganization, SAN_FRANCISCO, TWO_POUNDS, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface QuotedRate {
  id: string;
  service: string;
  zone: string;
  carrierCharge: { amount: string; currency: string };
  addonCharges: { name: string; amount: { amount: string } }[];
  commission: { amount: string } | null;
  totalCharge: { amount: string; currency: string };
  creditsAfterPurchase: { amount: string } | null;
}

const RATE_FIELDS = `id service zone carrierCharge { amount currency } addonCharges { name amount { amount } } commission { amount }
  totalCharge { amount currency } creditsAfterPurchase { amount }`;
const REQUEST = `mutation ($input: RequestQuotesInput!) { requestQuotes(input: $input) { quote { id rates { ${RATE_FIELDS} } messages { code } } errors { code field message } } }`;
const PURCHASE = `mutation ($input: PurchaseShipmentInput!) { purchaseShipment(input: $input) {
  shipment { id status trackingNumber carrierCharge { amount } tracker { status } label { format contentBase64 }
    addonApplications { id addonName amount { amount } } commissionEarned { amount } }
  errors { code field message } } }`;

interface Quoted {
  quote: { id: string; rates: QuotedRate[]; messages: { code: string }[] } | null;
  errors: { code: string; field: string | null; message: string }[];
}

interface Purchased {
  shipment: {
    id: string;
    status: string;
    trackingNumber: string;
    carrierCharge: { amount: string };
    tracker: { status: string };
    label: { format: string; contentBase64: string };
    addonApplications: { id: string; addonName: string; amount: { amount: string } }[];
    commissionEarned: { amount: string };
  } | null;
  errors: { code: string; field: string | null; message: string }[];
}

async function requestQuotes(input: Record<string, unknown> = {}, token = shop.ownerToken): Promise<Quoted> {
  const answer = await gateway.send<{ requestQuotes: Quoted }>(REQUEST, {
    token,
    variables: { input: { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS], ...input } },
  });
  assert.deepEqual(answer.errors, []);
  return answer.data!.requestQuotes;
}

async function cheapestRate(): Promise<QuotedRate> {
  return (await requestQuotes()).quote!.rates[0]!;
}

async function purchase(input: Record<string, unknown>, token = shop.ownerToken): Promise<Purchased> {
  const answer = await gateway.send<{ purchaseShipment: Purchased }>(PURCHASE, { token, variables: { input } });
  assert.deepEqual(answer.errors, []);
  return answer.data!.purchaseShipment;
}

async function credits(): Promise<{ available: string; reserved: string; spent: string; granted: string }> {
  const entity = await gateway.ask<{ creditBalance: Record<string, { amount: string }> }>(
    `query ($id: ID!) { entity(id: $id) { creditBalance { available { amount } reserved { amount } spent { amount } granted { amount } } } }`,
    { token: shop.ownerToken, variables: { id: shop.entityId } },
  );
  const { available, reserved, spent, granted } = entity.creditBalance as Record<
    'available' | 'reserved' | 'spent' | 'granted',
    { amount: string }
  >;
  return { available: available.amount, reserved: reserved.amount, spent: spent.amount, granted: granted.amount };
}

/** Everything that a refusal must leave as it was. */
async function bookkeeping(): Promise<object> {
  const { id: tenantId } = (await world.inspect<{ id: string }>(`select id from tenants.tenants where kind = 'customer'`))[0]!;
  const [schema] = await world.inspect<{ schema_name: string }>(
    'select schema_name from platform.tenant_schemas where tenant_id = $1',
    [tenantId],
  );
  const [row] = await world.inspect<Record<string, string>>(`select
    (select count(*) from "${schema!.schema_name}".shipments) as shipments, (select count(*) from "${schema!.schema_name}".quotes) as quotes,
    (select count(*) from "${schema!.schema_name}".addon_applications) as applications, (select count(*) from platform.audit_log) as audits`);
  return { ...row, ...(await credits()) };
}

test('one quote is answered by three subgraphs: carrier charge, pinned addons and commission, credits left', async () => {
  const { quote, errors } = await requestQuotes();
  assert.deepEqual(errors, []);
  const rate = quote!.rates[0]!;
  assert.equal(rate.service, 'usps_ground_advantage');
  assert.equal(rate.zone, '8');
  assert.deepEqual(rate.carrierCharge, { amount: '11.85', currency: 'USD' });
  assert.deepEqual(rate.addonCharges, [
    { name: 'Handling', amount: { amount: '0.50' } },
    { name: 'Shipping protection', amount: { amount: '0.30' } },
  ]);
  assert.deepEqual(rate.totalCharge, { amount: '12.65', currency: 'USD' });
  assert.deepEqual(rate.creditsAfterPurchase, { amount: '87.35' });

  const again = await gateway.ask<{ rates: QuotedRate[] }>(`query ($id: ID!) { quote(id: $id) { rates { ${RATE_FIELDS} } } }`, {
    token: shop.ownerToken,
    variables: { id: quote!.id },
  });
  assert.deepEqual(again.rates, quote!.rates);
});

test('a purchase charges what was pinned, makes the label, the applications and the commission, and starts a tracker', async () => {
  const before = await credits();
  const rate = await cheapestRate();
  const { shipment, errors } = await purchase({ rateId: rate.id, entityId: shop.entityId, idempotencyKey: 'first' });
  assert.deepEqual(errors, []);
  assert.equal(shipment!.status, 'CREATED');
  assert.equal(shipment!.carrierCharge.amount, '11.85');
  assert.equal(shipment!.tracker.status, 'PENDING');
  assert.equal(Buffer.from(shipment!.label.contentBase64, 'base64').subarray(0, 5).toString(), '%PDF-');
  assert.deepEqual(
    shipment!.addonApplications.map(({ addonName, amount }) => [addonName, amount.amount]),
    [
      ['Handling', '0.50'],
      ['Shipping protection', '0.30'],
    ],
  );
  assert.ok(shipment!.addonApplications.every(({ id }) => id.startsWith('suapp_')));
  assert.equal(shipment!.commissionEarned.amount, '0.13');
  assert.deepEqual([before.available, before.spent], ['100.00', '0.00']);
  assert.deepEqual(await credits(), { available: '87.35', reserved: '0.00', spent: '12.65', granted: '100.00' });
});

test('the same purchase sent twice is one purchase; the same key for another is refused', async () => {
  const rate = await cheapestRate();
  const other = await cheapestRate();
  const [first, second] = await Promise.all([
    purchase({ rateId: rate.id, idempotencyKey: 'twice' }),
    purchase({ rateId: rate.id, idempotencyKey: 'twice' }),
  ]);
  const finished = await purchase({ rateId: rate.id, idempotencyKey: 'twice' });
  for (const answer of [first, second]) {
    if (answer.shipment) assert.equal(answer.shipment.id, finished.shipment!.id);
    else assert.equal(answer.errors[0]?.code, 'PURCHASE_IN_PROGRESS');
  }
  const before = await bookkeeping();
  const reused = await purchase({ rateId: other.id, idempotencyKey: 'twice' });
  assert.equal(reused.errors[0]?.code, 'IDEMPOTENCY_KEY_REUSED');
  assert.equal(reused.errors[0]?.field, 'idempotencyKey');
  assert.deepEqual(await bookkeeping(), before);
  assert.equal((await credits()).spent, '25.30');
});

test('analytics has counted every purchase once events have settled', async () => {
  await world.settle();
  const usage = await gateway.ask<{ totalShipments: number; addonBreakdown: { addonName: string; applications: number }[] }>(
    `{ usage { totalShipments addonBreakdown { addonName applications } } }`,
    { token: shop.ownerToken },
  );
  assert.equal(usage.totalShipments, 2);
  assert.deepEqual(
    usage.addonBreakdown.map(({ addonName, applications }) => [addonName, applications]),
    [
      ['Handling', 2],
      ['Shipping protection', 2],
    ],
  );
});

test('bad input is answered with code and field, and nothing changes', async () => {
  const before = await bookkeeping();
  const zero = await requestQuotes({ parcels: [{ weight: { value: '0', unit: 'LB' } }] });
  assert.deepEqual([zero.quote, zero.errors[0]?.code, zero.errors[0]?.field], [null, 'WEIGHT_NOT_POSITIVE', 'parcels.0.weight']);
  const nowhere = await requestQuotes({ recipient: { ...NEW_YORK, postalCode: 'ABCDE' } });
  assert.deepEqual([nowhere.errors[0]?.code, nowhere.errors[0]?.field], ['ADDRESS_POSTAL_CODE_INVALID', 'recipient.postalCode']);
  const service = await requestQuotes({ services: ['teleport'] });
  assert.equal(service.errors[0]?.field?.startsWith('services'), true);
  const malformed = await purchase({ rateId: 'rat_nonsense', idempotencyKey: 'x' });
  assert.deepEqual([malformed.errors[0]?.code, malformed.errors[0]?.field], ['INVALID_ID', 'rateId']);
  assert.deepEqual(await bookkeeping(), before);
});

test('a parcel over the carrier’s limit gets no rate and a message that says why', async () => {
  const { quote, errors } = await requestQuotes({ parcels: [{ weight: { value: '71', unit: 'LB' } }] });
  assert.deepEqual(errors, []);
  assert.deepEqual(quote!.rates, []);
  assert.ok(quote!.messages.length > 0 && quote!.messages.every(({ code }) => code === 'OVER_WEIGHT_LIMIT'));
});

test('a quote that has expired is not honoured', async () => {
  const rate = await cheapestRate();
  clock.advance(16 * 60_000);
  const before = await bookkeeping();
  const { shipment, errors } = await purchase({ rateId: rate.id, idempotencyKey: 'late' });
  assert.deepEqual([shipment, errors[0]?.code], [null, 'QUOTE_EXPIRED']);
  assert.deepEqual(await bookkeeping(), before);
});

test('credits that do not suffice are refused with what is needed and left, and nothing is charged', async () => {
  const poor = await readyOrganization(gateway, { credits: '5.00' });
  const { quote } = await requestQuotes({}, poor.ownerToken);
  assert.deepEqual(quote!.rates[0]!.creditsAfterPurchase, { amount: '-7.65' });
  const { shipment, errors } = await purchase({ rateId: quote!.rates[0]!.id, idempotencyKey: 'poor' }, poor.ownerToken);
  assert.equal(shipment, null);
  assert.equal(errors[0]?.code, 'INSUFFICIENT_CREDITS');
  assert.match(errors[0].message, /12\.65/);
});

test('a foreign tenant sees nothing and buys nothing: ids of another tenant do not exist for it', async () => {
  const rate = await cheapestRate();
  const { shipment } = await purchase({ rateId: rate.id, idempotencyKey: 'mine' });
  const stranger = await readyOrganization(gateway);
  const before = await bookkeeping();
  const seen = await gateway.send<{ shipment: null; organization: null; entity: null }>(
    `query ($shipment: ID!, $organization: ID!, $entity: ID!) { shipment(id: $shipment) { id } organization(id: $organization) { id } entity(id: $entity) { id } }`,
    {
      token: stranger.adminToken,
      variables: { shipment: shipment!.id, organization: shop.organizationId, entity: shop.entityId },
    },
  );
  assert.deepEqual(seen.data, { shipment: null, organization: null, entity: null });
  const bought = await purchase({ rateId: (await cheapestRate()).id, idempotencyKey: 'theirs' }, stranger.ownerToken);
  assert.deepEqual([bought.shipment, bought.errors[0]?.code], [null, 'NOT_FOUND']);
  const paidByForeign = await purchase(
    {
      rateId: (await requestQuotes({}, stranger.ownerToken)).quote!.rates[0]!.id,
      entityId: shop.entityId,
      idempotencyKey: 'on-them',
    },
    stranger.ownerToken,
  );
  assert.deepEqual([paidByForeign.shipment, paidByForeign.errors[0]?.code], [null, 'NOT_FOUND']);
  const after = (await bookkeeping()) as Record<string, unknown>;
  assert.deepEqual(
    [after['shipments'], after['available']],
    [(before as Record<string, unknown>)['shipments'], (before as Record<string, unknown>)['available']],
  );
});

test('a request without a token, with an unknown one, or for an organization that is not one’s own is turned away', async () => {
  const anonymous = await gateway.send('{ shipments { totalCount } }');
  assert.equal(anonymous.errors[0]?.extensions.code, 'UNAUTHENTICATED');
  const unknown = await gateway.send('{ shipments { totalCount } }', {
    token: 'wb_org_live_00000000000000000000000000000000000000',
  });
  assert.deepEqual([unknown.status, unknown.errors[0]?.extensions.code], [401, 'UNAUTHENTICATED']);
  const stranger = await readyOrganization(gateway);
  const foreign = await gateway.send('{ shipments { totalCount } }', {
    token: stranger.ownerToken,
    headers: { 'x-organization-id': shop.organizationId },
  });
  assert.deepEqual([foreign.status, foreign.errors[0]?.extensions.code], [403, 'FORBIDDEN']);
  const operator = await gateway.send('{ shipments { totalCount } }', { token: gateway.operatorToken });
  assert.equal(operator.errors[0]?.extensions.code, 'FORBIDDEN');
});
