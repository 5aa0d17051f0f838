import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ORGANIZATION_ROLES } from '../../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph, type SubgraphAnswer } from '../../../test/support/ask-subgraph.ts';
import { updateEntity } from '../entities/update-entity.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { buyOnInvoice, draft, openInvoice } from '../test-support/test-invoices.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { deliverUsage, usageEvent } from '../test-support/usage-deliveries.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

type Identity = Partial<RequestIdentity>;
const ask = <Data>(identity: Identity, query: string, variables: object = {}): Promise<SubgraphAnswer<Data>> =>
  askSubgraph<Data>(billing.world, 'billing', { tenant: billing.tenant, ...identity }, { query, variables: { ...variables } });
const answer = <Data>(identity: Identity, query: string, variables: object = {}): Promise<Data> =>
  answerOf<Data>(billing.world, 'billing', { tenant: billing.tenant, ...identity }, { query, variables: { ...variables } });
const owner = (organizationId: string): Identity => ({ organizationId, userId: newId(), permissions: ORGANIZATION_ROLES.owner });

interface Changed {
  invoice: Record<string, unknown> | null;
  payment?: Record<string, unknown> | null;
  errors: { code: string; field: string | null }[];
}
const INVOICE = `id number status total { amount currency } dueAt isOverdue billTo { name } entity { name status graceEndsAt }
  lines { position kind eventType period quantity unitPrice { amount } rateVersion amount { amount }
    usageEvents { totalCount edges { node { id sourceEventId isInvoiced } } } purchases { totalCount edges { node { reason amount { amount } } } } }
  payments { status failureCode }`;
const change = async (identity: Identity, field: string, input: object): Promise<Changed> => {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const payment = field === 'payInvoice' || field === 'settleSandboxPayment' ? 'payment { id status failureCode }' : '';
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { invoice { ${INVOICE} } ${payment} errors { code field } } }`;
  return (await answer<Record<string, Changed>>(identity, query, { input }))[field]!;
};

test('the whole way through the API: draft with lineage, issue, a declined payment, a suspended payer who reads and pays', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId, exhaustionPolicy: 'invoice' });
  const entityId = encodeId(ID_PREFIX.entity, entity.id);
  const purchased = usageEvent(billing, 'purchased', { organizationId, entityId: entity.id });
  await deliverUsage(billing, [purchased, usageEvent(billing, 'requested', { organizationId, count: 12 })]);
  await buyOnInvoice(billing, entity, '12.65');
  billing.clock.advance(60_000);
  const periodEnd = billing.clock.now().toISOString();
  const drawnUp = await change({}, 'generateInvoice', { entityId, periodEnd });
  assert.deepEqual(drawnUp.errors, []);
  const { id, lines, ...facts } = drawnUp.invoice as { id: string; lines: Record<string, never>[] } & Record<string, unknown>;
  assert.match(id, /^inv_/);
  assert.deepEqual(facts, {
    number: null,
    status: 'DRAFT',
    total: { amount: '12.87', currency: 'USD' },
    dueAt: null,
    isOverdue: false,
    billTo: null,
    entity: { name: 'Acme Inc.', status: 'ACTIVE', graceEndsAt: null },
    payments: [],
  });
  assert.deepEqual(
    lines.map(({ kind, eventType, period, quantity, unitPrice, rateVersion, amount }) => [
      kind,
      eventType,
      period,
      quantity,
      unitPrice,
      rateVersion,
      amount,
    ]),
    [
      ['USAGE', 'api_request', '2026-03', '12', { amount: '0.01' }, 0, { amount: '0.12' }],
      ['USAGE', 'shipment_purchased', '2026-03', '1', { amount: '0.10' }, 0, { amount: '0.10' }],
      ['SHIPPING', null, null, '1', null, null, { amount: '12.65' }],
    ],
  );
  const [, ofPurchases, ofShipping] = lines as unknown as {
    usageEvents: { edges: { node: Record<string, unknown> }[] };
    purchases: { edges: object[] };
  }[];
  assert.deepEqual(
    ofPurchases!.usageEvents.edges.map(({ node }) => [String(node['id']).slice(0, 4), node['sourceEventId'], node['isInvoiced']]),
    [['uev_', purchased.id, true]],
  );
  assert.deepEqual(ofShipping!.purchases.edges, [{ node: { reason: 'shipment/test', amount: { amount: '12.65' } } }]);

  const issued = await change({}, 'finalizeInvoice', { invoiceId: id });
  assert.deepEqual(
    [issued.invoice!['number'], issued.invoice!['status'], issued.invoice!['billTo']],
    ['INV-000001', 'OPEN', { name: 'Acme Inc.' }],
  );
  const payer = owner(organizationId);
  const declined = await change(payer, 'payInvoice', {
    invoiceId: id,
    paymentMethodToken: 'pm_sandbox_declined',
    idempotencyKey: 'a',
  });
  assert.deepEqual(
    [declined.errors, declined.payment!['status'], declined.payment!['failureCode']],
    [[], 'FAILED', 'card_declined'],
  );
  assert.deepEqual(declined.invoice!['entity'], { name: 'Acme Inc.', status: 'GRACE', graceEndsAt: '2026-03-09T10:01:00.000Z' });
  await updateEntity(billing.staff(), { entityId: entity.id, status: 'suspended' });
  await updateEntity(billing.staff(), { entityId: entity.id, status: 'grace' });
  billing.clock.advance(16 * 86_400_000);
  const read = await answer<{ invoice: Record<string, unknown> }>(payer, `query ($id: ID!) { invoice(id: $id) { ${INVOICE} } }`, {
    id,
  });
  assert.deepEqual(
    [read.invoice['isOverdue'], read.invoice['payments']],
    [true, [{ status: 'FAILED', failureCode: 'card_declined' }]],
  );
  const pending = await change(payer, 'payInvoice', {
    invoiceId: id,
    paymentMethodToken: 'pm_sandbox_pending',
    idempotencyKey: 'b',
  });
  assert.equal(pending.payment!['status'], 'PENDING');
  const callback = { paymentId: pending.payment!['id'], outcome: 'SUCCEEDED', callbackId: 'c-1' };
  const settled = await change({}, 'settleSandboxPayment', callback);
  assert.deepEqual([settled.payment!['status'], settled.invoice!['status']], ['SUCCEEDED', 'PAID']);
  assert.deepEqual(settled.invoice!['entity'], { name: 'Acme Inc.', status: 'ACTIVE', graceEndsAt: null });
  assert.deepEqual((await change({}, 'voidInvoice', { invoiceId: id })).errors, [{ code: 'ILLEGAL_STATE', field: 'invoiceId' }]);
});

test('an organization reads and pays its own invoices and no others; issuing and voiding are the tenant’s', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  const invoice = await openInvoice(billing, entity);
  const invoiceId = encodeId(ID_PREFIX.invoice, invoice.id);
  const stranger = owner(newId());
  const seen = await answer<{ invoice: null; invoices: { totalCount: number } }>(
    stranger,
    `query ($id: ID!) { invoice(id: $id) { id } invoices { totalCount } }`,
    { id: invoiceId },
  );
  assert.deepEqual(seen, { invoice: null, invoices: { totalCount: 0 } });
  const notFound = [{ code: 'NOT_FOUND', field: 'invoiceId' }];
  const key = { paymentMethodToken: 'pm_sandbox_ok', idempotencyKey: 'k' };
  assert.deepEqual((await change(stranger, 'payInvoice', { invoiceId, ...key })).errors, notFound);
  assert.deepEqual((await change({ testMode: true }, 'finalizeInvoice', { invoiceId })).errors, notFound);
  const entityId = encodeId(ID_PREFIX.entity, entity.id);
  const otherOrganization = { organizationId: newId() };
  assert.deepEqual((await change(otherOrganization, 'generateInvoice', { entityId })).errors, [
    { code: 'NOT_FOUND', field: 'entityId' },
  ]);
  for (const field of ['finalizeInvoice', 'voidInvoice']) {
    const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
    const refused = await ask(
      owner(entity.organizationId),
      `mutation ($input: ${type}!) { ${field}(input: $input) { errors { code } } }`,
      { input: { invoiceId } },
    );
    assert.deepEqual(
      refused.errors.map(({ code }) => code),
      ['FORBIDDEN'],
    );
  }
  const viewer = { organizationId: entity.organizationId, permissions: ORGANIZATION_ROLES.admin };
  const refused = await ask(viewer, `mutation ($input: PayInvoiceInput!) { payInvoice(input: $input) { errors { code } } }`, {
    input: { invoiceId, ...key },
  });
  assert.deepEqual(
    refused.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
  const own = await answer<{ invoices: { edges: { node: { id: string } }[] } }>(viewer, `{ invoices { edges { node { id } } } }`);
  assert.deepEqual(own.invoices.edges, [{ node: { id: invoiceId } }]);
  const reference = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Invoice { number } } }`;
  const representations = [{ __typename: 'Invoice', id: invoiceId }];
  const member = { organizationId: entity.organizationId, permissions: ORGANIZATION_ROLES.member };
  assert.deepEqual(await answer(viewer, reference, { representations }), { _entities: [{ number: invoice.number }] });
  for (const identity of [stranger, member])
    assert.deepEqual(await answer(identity, reference, { representations }), { _entities: [null] });
});

test('lists of invoices with lines, lineage and payments take as many statements for five as for two', async () => {
  const organizationId = newId();
  const entities = await Promise.all(Array.from({ length: 5 }, () => billing.entity({ organizationId })));
  for (const entity of entities) {
    await deliverUsage(billing, [usageEvent(billing, 'purchased', { organizationId, entityId: entity.id })]);
    billing.clock.advance(1_000);
    await finalizeInvoice(billing.staff(), (await draft(billing, entity, { periodEnd: billing.clock.now() })).id);
  }
  const LIST = `query ($first: Int) { invoices(first: $first, sort: TOTAL_DESC) { totalCount edges { node { ${INVOICE} } } } }`;
  const list = (first: number) =>
    ask<{ invoices: { totalCount: number; edges: object[] } }>(owner(organizationId), LIST, { first });
  const [two, five] = [await list(2), await list(5)];
  assert.deepEqual([two.data.invoices.edges.length, five.data.invoices.edges.length], [2, 5]);
  assert.equal(two.statements, five.statements);
  const BELOW = `query ($first: Int) { entities(first: $first) { edges { node { invoices { totalCount edges { node { number lines { amount { amount } } } } } } } } }`;
  const below = (first: number) => ask(owner(organizationId), BELOW, { first });
  assert.equal((await below(2)).statements, (await below(5)).statements);
});
