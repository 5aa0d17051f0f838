import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ORGANIZATION_ROLES } from '../../../contracts/identity/permissions.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { finalizeInvoice } from '../invoices/finalize-invoice.ts';
import { computeOverages } from '../overages/compute-overages.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { spendCredits } from '../spends/spend-credits.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { draft } from '../test-support/test-invoices.ts';
import { cardFor, GRADUATED_PROJECTS, report, reported } from '../test-support/test-rate-cards.ts';
import { explainAmount } from './explain-amount.ts';

const DAY_MS = 86_400_000;
let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const QUERY = `query ($id: ID!) { explainAmount(id: $id) { id description quantity rateVersion amount { amount } adjustment { amount } billedBefore { amount }
  unitPrice { amount } rateCard { name version } invoice { id } tiers { from upTo quantity unitPrice amount { amount } } usageEvents { sourceEventId }
  grantsDrawn { amount { amount } } ledgerTransactions { kind amount { amount } } } }`;

interface Explanation {
  quantity: string | null;
  rateVersion: number | null;
  amount: { amount: string };
  adjustment: { amount: string };
  billedBefore: { amount: string };
  rateCard: { name: string; version: number } | null;
  tiers: { quantity: string; unitPrice: string; amount: { amount: string } }[];
  usageEvents: { sourceEventId: string }[];
  grantsDrawn: { amount: { amount: string } }[];
  ledgerTransactions: { kind: string; amount: { amount: string } }[];
}

/** What an owner of the entity's organization is told. */
async function explain(entity: BillingEntity, kind: keyof typeof ID_PREFIX, id: string): Promise<Explanation> {
  const { organizationId } = entity;
  const owner = { tenant: billing.tenant, organizationId, userId: newId(), permissions: ORGANIZATION_ROLES.owner };
  const variables = { id: encodeId(ID_PREFIX[kind], id) };
  return (await answerOf<{ explainAmount: Explanation }>(billing.world, 'billing', owner, { query: QUERY, variables }))
    .explainAmount;
}

const tiersOf = ({ tiers }: Explanation): string[] =>
  tiers.map((tier) => `${tier.quantity} × ${tier.unitPrice} = ${tier.amount.amount}`);
const newEntity = (): Promise<BillingEntity> => billing.entity({ organizationId: newId(), timeZone: 'UTC' });
const lineOf = async (invoice: { id: string }): Promise<string> =>
  (await billing.rows<{ id: string }>(`select id from SCHEMA.invoice_lines where invoice_id = $1`, [invoice.id]))[0]!.id;
const eventOf = async (sourceEventId: string): Promise<string> =>
  (await billing.rows<{ id: string }>(`select id from billing.usage_events where source_event_id = $1`, [sourceEventId]))[0]!.id;
const soFar = (entity: BillingEntity): Promise<{ id: string }> => {
  billing.clock.advance(1);
  return draft(billing, entity, { periodStart: new Date('2026-03-01T00:00:00Z'), periodEnd: billing.clock.now() });
};

test('a spend and a capture lead to the grants they drew on and to their transactions', async () => {
  const entity = await newEntity();
  await billing.grant(entity, '3.00', { priority: 1 });
  await billing.grant(entity, '10.00', { priority: 2 });
  const amount = { amount: '4.50', currency: 'USD' };
  const spend = await spendCredits(billing.staff(), {
    entityId: entity.id,
    amount,
    reason: 'project_posted',
    idempotencyKey: newId(),
  });
  const spent = await explain(entity, 'creditSpend', spend.id);
  assert.deepEqual([spent.amount.amount, spent.tiers, spent.quantity], ['4.50', [], null]);
  assert.deepEqual(
    spent.grantsDrawn.map((draw) => draw.amount.amount),
    ['3.00', '1.50'],
  );
  const context = billing.member({ organizationId: entity.organizationId });
  const { reservationId } = await billing.reserve(entity, '5.00', { context });
  await captureReservation(context, { reservationId, amount: { amount: '2.25', currency: 'USD' } });
  const captured = await explain(entity, 'creditReservation', reservationId);
  assert.deepEqual([captured.amount.amount, captured.grantsDrawn.map((draw) => draw.amount.amount)], ['2.25', ['2.25']]);
  assert.deepEqual(
    captured.ledgerTransactions.map((posted) => `${posted.kind} ${posted.amount.amount}`),
    ['credits.reserved 5.00', 'credits.captured 2.25', 'credits.released 2.75'],
  );
});

test('a line of a rate card is the tiers of its month until then, less what an earlier line billed', async () => {
  const entity = await newEntity();
  await cardFor(billing, entity, [GRADUATED_PROJECTS]);
  await report(billing, [reported(billing, entity, { id: 'line-1', quantity: '12' })]);
  const first = await soFar(entity);
  await finalizeInvoice(billing.staff(), first.id);
  await report(billing, [reported(billing, entity, { id: 'line-2', quantity: '100' })]);
  const second = await soFar(entity);
  const early = await explain(entity, 'invoiceLine', await lineOf(first));
  assert.deepEqual(tiersOf(early), ['10 × 10 = 100.00', '2 × 8 = 16.00']);
  assert.deepEqual(
    [early.amount.amount, early.billedBefore.amount, early.quantity, early.rateVersion],
    ['116.00', '0.00', '12', 1],
  );
  assert.deepEqual(early.rateCard, { name: 'Deal', version: 1 });
  assert.deepEqual(
    early.ledgerTransactions.map((posted) => posted.kind),
    ['invoice.issued'],
  );
  const late = await explain(entity, 'invoiceLine', await lineOf(second));
  assert.deepEqual(tiersOf(late), ['10 × 10 = 100.00', '90 × 8 = 720.00', '12 × 5 = 60.00']);
  assert.deepEqual([late.amount.amount, late.billedBefore.amount, late.quantity], ['764.00', '116.00', '100']);
  assert.deepEqual(late.usageEvents.map((event) => event.sourceEventId).toSorted(), ['line-1', 'line-2']);
});

test('a usage event is explained by its own price, or by the month of its rate card', async () => {
  const priced = await newEntity();
  await report(billing, [reported(billing, priced, { id: 'alone', quantity: '2.5' })]);
  const alone = await explain(priced, 'usageEvent', await eventOf('alone'));
  assert.deepEqual([alone.amount.amount, alone.quantity, alone.rateVersion, alone.rateCard], ['25.00', '2.5', 0, null]);
  assert.deepEqual(tiersOf(alone), ['2.5 × 10 = 25.00']);
  const carded = await newEntity();
  await cardFor(billing, carded, [{ meter: 'project_posted', model: { kind: 'per_unit', unitPrice: '4', minimum: '50' } }]);
  await report(billing, [
    reported(billing, carded, { id: 'one', quantity: '3' }),
    reported(billing, carded, { id: 'two', quantity: '4' }),
  ]);
  const inMonth = await explain(carded, 'usageEvent', await eventOf('one'));
  assert.deepEqual([inMonth.amount.amount, inMonth.adjustment.amount, inMonth.quantity], ['50.00', '22.00', '3']);
  assert.deepEqual([tiersOf(inMonth), inMonth.usageEvents], [['7 × 4 = 28.00'], [{ sourceEventId: 'one' }]]);
});

test('an overage leads to its tiers and to the usage of its month; nothing is told of what is another organization’s', async () => {
  const entity = await newEntity();
  const tiers = [{ upTo: '100', unitPrice: '0' }, { unitPrice: '0.5' }];
  await cardFor(billing, entity, [{ meter: 'project_posted', model: { kind: 'graduated', tiers } }]);
  await report(billing, [reported(billing, entity, { id: 'beyond', quantity: '130' })]);
  billing.clock.advance(DAY_MS);
  await computeOverages(billing.system());
  const [overage] = await billing.rows<{ id: string }>(`select id from billing.usage_overages where entity_id = $1`, [entity.id]);
  const explained = await explain(entity, 'usageOverage', overage!.id);
  assert.deepEqual([explained.amount.amount, tiersOf(explained)], ['15.00', ['100 × 0 = 0.00', '30 × 0.5 = 15.00']]);
  assert.deepEqual(explained.usageEvents, [{ sourceEventId: 'beyond' }]);
  const stranger = billing.member({ organizationId: newId() });
  for (const id of [encodeId(ID_PREFIX.usageOverage, overage!.id), encodeId(ID_PREFIX.usageEvent, await eventOf('beyond'))])
    await assertRefused(explainAmount(stranger, id), 'NOT_FOUND', 'id');
  await assertRefused(explainAmount(stranger, encodeId(ID_PREFIX.payment, newId())), 'INVALID_ID', 'id');
});
