import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ORGANIZATION_ROLES } from '../../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph, type SubgraphAnswer } from '../../../test/support/ask-subgraph.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { deliverUsage, usageEvent } from '../test-support/usage-deliveries.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const ask = <Data>(identity: Partial<RequestIdentity>, query: string, variables: object = {}): Promise<SubgraphAnswer<Data>> =>
  askSubgraph<Data>(billing.world, 'billing', { tenant: billing.tenant, ...identity }, { query, variables: { ...variables } });
const answer = <Data>(identity: Partial<RequestIdentity>, query: string, variables: object = {}): Promise<Data> =>
  answerOf<Data>(billing.world, 'billing', { tenant: billing.tenant, ...identity }, { query, variables: { ...variables } });
const entityIdOf = (entity: { id: string }): string => encodeId(ID_PREFIX.entity, entity.id);
const owner = (organizationId: string): Partial<RequestIdentity> => ({
  organizationId,
  userId: newId(),
  permissions: ORGANIZATION_ROLES.owner,
});

const CURRENT = `query ($id: ID!) { currentUsage(entityId: $id) { periodStart periodEnd amount { amount currency }
  lines { eventType quantity unitPrice { amount } amount { amount } } accruedShipping { amount } entity { name } } }`;

test('currentUsage shows the month of the entity’s time zone: its lines, what was bought on invoice, and the sum', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId, exhaustionPolicy: 'invoice' });
  const inMarch = new Date('2026-03-01T05:00:00Z');
  const inFebruary = new Date('2026-03-01T04:59:59.999Z');
  await deliverUsage(billing, [
    usageEvent(billing, 'purchased', { organizationId, entityId: entity.id, occurredAt: inMarch }),
    usageEvent(billing, 'purchased', { organizationId, entityId: entity.id, occurredAt: inFebruary }),
    usageEvent(billing, 'requested', { organizationId, count: 33 }),
    usageEvent(billing, 'requested', { organizationId, count: 9 }),
    usageEvent(billing, 'tracked', { organizationId }),
  ]);
  for (const amount of ['12.65', '7.355']) {
    const { reservationId } = await billing.reserve(entity, amount, { context: billing.member({ organizationId }) });
    await captureReservation(billing.member({ organizationId }), { reservationId, amount: null });
  }
  const { currentUsage } = await answer<{ currentUsage: object }>(owner(organizationId), CURRENT, { id: entityIdOf(entity) });
  assert.deepEqual(currentUsage, {
    periodStart: '2026-03-01T05:00:00.000Z',
    periodEnd: '2026-04-01T04:00:00.000Z',
    // 20.005 on invoice make 20.01 on a line.
    amount: { amount: '20.53', currency: 'USD' },
    lines: [
      { eventType: 'api_request', quantity: '42', unitPrice: { amount: '0.01' }, amount: { amount: '0.42' } },
      { eventType: 'shipment_purchased', quantity: '1', unitPrice: { amount: '0.10' }, amount: { amount: '0.10' } },
      { eventType: 'tracker_started', quantity: '1', unitPrice: { amount: '0.00' }, amount: { amount: '0.00' } },
      { eventType: 'shipping_on_invoice', quantity: '2', unitPrice: null, amount: { amount: '20.01' } },
    ],
    accruedShipping: { amount: '20.005' },
    entity: { name: 'Acme Inc.' },
  });
});

test('a foreign entity, a foreign organization and a caller without the permission learn nothing', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  const stranger = owner(newId());
  const foreign = await ask(stranger, CURRENT, { id: entityIdOf(entity) });
  assert.deepEqual(
    [foreign.data, foreign.errors.map(({ code, field }) => [code, field])],
    [{ currentUsage: null }, [['NOT_FOUND', 'entityId']]],
  );
  const inOtherMode = await ask({ ...owner(entity.organizationId), testMode: true }, CURRENT, { id: entityIdOf(entity) });
  assert.deepEqual(
    inOtherMode.errors.map(({ code }) => code),
    ['NOT_FOUND'],
  );
  const member = { organizationId: entity.organizationId, permissions: ORGANIZATION_ROLES.member };
  assert.deepEqual(
    (await ask(member, CURRENT, { id: entityIdOf(entity) })).errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
  const EVENTS = `query ($filter: UsageEventFilter) { usageEvents(filter: $filter) { totalCount } }`;
  const asked = { filter: { organizationId: encodeId(ID_PREFIX.organization, entity.organizationId) } };
  assert.deepEqual(
    (await ask(stranger, EVENTS, asked)).errors.map(({ code }) => code),
    ['NOT_FOUND'],
  );
});

test('usageEvents lists what was used with its price, filtered, in statements that do not grow with the list', async () => {
  const organizationId = newId();
  const unassigned = Array.from({ length: 3 }, () => usageEvent(billing, 'tracked', { organizationId }));
  await deliverUsage(billing, unassigned);
  const entity = await billing.entity({ organizationId });
  const userId = newId();
  const purchases = Array.from({ length: 20 }, () =>
    usageEvent(billing, 'purchased', { organizationId, entityId: entity.id, userId }),
  );
  await deliverUsage(billing, purchases);
  const EVENTS = `query ($filter: UsageEventFilter, $first: Int) { usageEvents(filter: $filter, first: $first) { totalCount
    edges { node { id source sourceEventId userId eventType quantity unitPrice { amount } amount { amount } period isInvoiced entity { name } data } } } }`;
  interface Listed {
    usageEvents: { totalCount: number; edges: { node: Record<string, unknown> }[] };
  }
  const list = (filter: object, first = 50): Promise<SubgraphAnswer<Listed>> =>
    ask<Listed>(owner(organizationId), EVENTS, { filter, first });
  const all = await list({});
  assert.equal(all.data.usageEvents.totalCount, 23);
  assert.equal((await list({}, 2)).statements, all.statements);
  const { id, data, sourceEventId, ...node } = (await list({ eventType: 'shipment_purchased' })).data.usageEvents.edges[0]!.node;
  assert.match(String(id), /^uev_/);
  assert.ok(purchases.some((event) => event.id === sourceEventId));
  assert.equal((data as { service: string }).service, 'ground');
  assert.deepEqual(node, {
    source: 'waybill',
    userId: encodeId(ID_PREFIX.user, userId),
    eventType: 'shipment_purchased',
    quantity: '1',
    unitPrice: { amount: '0.10' },
    amount: { amount: '0.10' },
    period: '2026-03',
    isInvoiced: false,
    entity: { name: 'Acme Inc.' },
  });
  const nobodyPays = await list({ isAssigned: false });
  assert.deepEqual(
    nobodyPays.data.usageEvents.edges.map((edge) => [edge.node['entity'], edge.node['amount']]),
    [
      [null, null],
      [null, null],
      [null, null],
    ],
  );
  assert.equal((await list({ entityId: entityIdOf(entity) })).data.usageEvents.totalCount, 20);
  assert.equal((await list({ until: '2026-03-02T10:00:00Z' })).data.usageEvents.totalCount, 0);
});

test('staff set rates; an organization reads the tenant’s and its own, not those of others', async () => {
  const [organizationId, otherId] = [newId(), newId()];
  const entity = await billing.entity({ organizationId });
  const SET = `mutation ($input: SetUsageRateInput!) { setUsageRate(input: $input) {
    usageRate { id eventType unitPrice { amount currency } version effectiveFrom organization { id } entity { name } } errors { code field } } }`;
  const set = async (place: object, amount: string): Promise<Record<string, unknown>> => {
    const input = { eventType: 'project_posted', unitPrice: { amount, currency: 'USD' }, ...place };
    return (await answer<{ setUsageRate: Record<string, unknown> }>({}, SET, { input })).setUsageRate;
  };
  await set({}, '9.00');
  await set({ organizationId: encodeId(ID_PREFIX.organization, otherId) }, '1.00');
  const { usageRate } = await set({ entityId: entityIdOf(entity) }, '8.123456789012');
  const { id, ...rate } = usageRate as Record<string, unknown>;
  assert.match(String(id), /^urt_/);
  assert.deepEqual(rate, {
    eventType: 'project_posted',
    unitPrice: { amount: '8.123456789012', currency: 'USD' },
    version: 1,
    effectiveFrom: '2026-03-02T10:00:00.000Z',
    organization: { id: encodeId(ID_PREFIX.organization, organizationId) },
    entity: { name: 'Acme Inc.' },
  });
  const RATES = `{ usageRates(filter: { eventType: "project_posted" }) { edges { node { unitPrice { amount } } } } }`;
  const seen = async (identity: Partial<RequestIdentity>): Promise<string[]> =>
    (await answer<{ usageRates: { edges: { node: { unitPrice: { amount: string } } }[] } }>(identity, RATES)).usageRates.edges
      .map((edge) => edge.node.unitPrice.amount)
      .toSorted();
  assert.deepEqual(await seen(owner(organizationId)), ['8.123456789012', '9.00']);
  assert.deepEqual(await seen(owner(otherId)), ['1.00', '9.00']);
  assert.deepEqual(await seen({}), ['1.00', '8.123456789012', '9.00']);
  assert.deepEqual(await seen({ testMode: true }), []);
  const refused = await ask(owner(organizationId), SET, {
    input: { eventType: 'project_posted', unitPrice: { amount: '0', currency: 'USD' } },
  });
  assert.deepEqual(
    refused.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
});
