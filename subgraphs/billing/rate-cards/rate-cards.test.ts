import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ORGANIZATION_ROLES, TENANT_ADMIN_PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { archiveMeter } from '../meters/change-meter.ts';
import { createMeter } from '../meters/create-meter.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { cardFor, GRADUATED_PROJECTS, report, reported } from '../test-support/test-rate-cards.ts';
import { currentUsage } from '../usage/current-usage.ts';
import { setUsageRate } from '../usage/set-usage-rate.ts';
import { endRateCard, reviseRateCard } from './change-rate-card.ts';
import { createRateCard, writeCard, type CreateRateCard } from './create-rate-card.ts';
import { previewUsageCharge } from './preview-usage-charge.ts';
import { RateCardOverlapError } from './rate-cards.errors.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 4 });
});
after(() => billing.close());

const newEntity = (facts: object = {}): Promise<BillingEntity> => billing.entity({ organizationId: newId(), ...facts });
const perUnit = (unitPrice: string, meter = 'project_posted'): CreateRateCard['prices'][number] => ({
  meter,
  model: { kind: 'per_unit', unitPrice },
});
const card = (change: Partial<CreateRateCard>): Promise<unknown> =>
  createRateCard(billing.staff(), { name: 'Card', currency: 'USD', prices: [perUnit('1')], ...change });
const later = (days: number): Date => new Date(billing.clock.now().getTime() + days * 86_400_000);

test('cards of one place and currency hold one after the other: overlaps are refused, versions count', async () => {
  const entity = await newEntity();
  const first = await cardFor(billing, entity, [GRADUATED_PROJECTS]);
  assert.equal(first.version, 1);
  await assertRefused(card({ entityId: entity.id }), 'RATE_CARD_OVERLAP', 'effectiveFrom');
  await assertRefused(card({ entityId: entity.id, effectiveFrom: later(90) }), 'RATE_CARD_OVERLAP', 'effectiveFrom');
  const ended = await endRateCard(billing.staff(), { rateCardId: first.id, effectiveUntil: later(10) });
  assert.deepEqual(ended.effectiveUntil, later(10));
  await assertRefused(
    card({ entityId: entity.id, effectiveFrom: later(9), effectiveUntil: later(11) }),
    'RATE_CARD_OVERLAP',
    'effectiveFrom',
  );
  const second = await createRateCard(billing.staff(), {
    entityId: entity.id,
    name: 'Next',
    currency: 'USD',
    effectiveFrom: later(10),
    prices: [perUnit('2')],
  });
  assert.equal(second.version, 2);
  await assertRefused(
    endRateCard(billing.staff(), { rateCardId: first.id, effectiveUntil: later(20) }),
    'RATE_CARD_ENDED',
    'rateCardId',
  );
  await assertRefused(
    endRateCard(billing.staff(), { rateCardId: second.id, effectiveUntil: later(-1) }),
    'VALIDATION_FAILED',
    'effectiveUntil',
  );
  const third = await reviseRateCard(billing.staff(), {
    rateCardId: second.id,
    effectiveFrom: later(30),
    prices: [perUnit('3')],
  });
  assert.deepEqual([third.version, third.name, third.effectiveFrom], [3, 'Next', later(30)]);
});

test('of four cards made at once for one place one is, and four revisions at once leave no overlap', async () => {
  // Rounds, because a race that is lost once in twenty passes once.
  for (let round = 0; round < 8; round += 1) {
    const entity = await newEntity();
    const made = await Promise.allSettled([1, 2, 3, 4].map(() => cardFor(billing, entity, [perUnit('1')])));
    const cards = made.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    assert.equal(cards.length, 1);
    for (const each of made) if (each.status === 'rejected') assert.ok(each.reason instanceof RateCardOverlapError);
    await Promise.allSettled(
      [1, 2, 3, 4].map((day) =>
        reviseRateCard(billing.staff(), { rateCardId: cards[0]!.id, effectiveFrom: later(day), prices: [perUnit('2')] }),
      ),
    );
    assert.deepEqual(await overlapsOf(entity), []);
  }
});

test('a card waits for one that is being written at its place, and sees it', async () => {
  const entity = await newEntity();
  const place = { organizationId: entity.organizationId, entityId: entity.id, currency: entity.currency };
  const terms = { name: 'First', prices: [perUnit('1')] };
  let second: Promise<unknown> | undefined;
  const context = billing.staff();
  await context.session.transaction(async (transaction) => {
    await writeCard(context, transaction, place, terms);
    second = cardFor(billing, entity, [perUnit('2')]);
    second.catch(() => undefined);
    const deadline = Date.now() + 20_000;
    while ((await billing.rows(WAITING_FOR_A_PLACE)).length === 0 && Date.now() < deadline) await setTimeout(5);
  });
  await assertRefused(second!, 'RATE_CARD_OVERLAP', 'effectiveFrom');
  assert.deepEqual(await overlapsOf(entity), []);
});

const WAITING_FOR_A_PLACE = `
  select pid from pg_stat_activity where datname = current_database() and wait_event = 'advisory' and query like '%pg_advisory_xact_lock%'`;

function overlapsOf(entity: BillingEntity): Promise<unknown[]> {
  return billing.rows(
    `select a.id from SCHEMA.rate_cards a join SCHEMA.rate_cards b on a.id < b.id and a.entity_id = b.entity_id
     where a.entity_id = $1 and tstzrange(a.effective_from, a.effective_until) && tstzrange(b.effective_from, b.effective_until)`,
    [entity.id],
  );
}

test('malformed cards are refused, and nothing is made', async () => {
  const entity = await newEntity();
  const at = { entityId: entity.id };
  await assertRefused(card({ ...at, prices: [] }), 'VALIDATION_FAILED', 'prices');
  await assertRefused(card({ ...at, prices: [perUnit('1', 'coffee')] }), 'UNKNOWN_METER', 'prices.0.meter');
  await assertRefused(card({ ...at, prices: [perUnit('1'), perUnit('2')] }), 'VALIDATION_FAILED', 'prices.1.meter');
  await assertRefused(card({ ...at, prices: [perUnit('-1')] }), 'VALIDATION_FAILED', 'prices.0.model.unitPrice');
  await assertRefused(
    card({
      ...at,
      prices: [{ meter: 'project_posted', model: { kind: 'per_unit', unitPrice: '1', minimum: '0.000000000001' } }],
    }),
    'INVALID_AMOUNT',
    'prices.0.model.minimum',
  );
  await assertRefused(card({ ...at, currency: 'EUR' }), 'CURRENCY_MISMATCH', 'currency');
  await assertRefused(card({ ...at, name: ' ' }), 'VALIDATION_FAILED', 'name');
  await assertRefused(card({ ...at, effectiveFrom: later(-1) }), 'VALIDATION_FAILED', 'effectiveFrom');
  await assertRefused(card({ ...at, effectiveFrom: later(2), effectiveUntil: later(2) }), 'VALIDATION_FAILED', 'effectiveUntil');
  await assertRefused(card({ entityId: newId() }), 'NOT_FOUND', 'entityId');
  await assertRefused(card({ organizationId: newId() }), 'NOT_FOUND', 'organizationId');
  const meter = await createMeter(billing.staff(), { key: 'gone', name: 'Gone', eventType: 'gone', aggregation: 'count' });
  await archiveMeter(billing.staff(), meter.id);
  await assertRefused(card({ ...at, prices: [perUnit('1', 'gone')] }), 'METER_ARCHIVED', 'prices.0.meter');
  assert.deepEqual(await billing.rows(`select id from SCHEMA.rate_cards where entity_id = $1`, [entity.id]), []);
});

test('the closest place decides alone: entity, organization, tenant, default; a card goes before a rate of its place', async () => {
  const entity = await newEntity();
  const { organizationId } = entity;
  const preview = async (): Promise<unknown[]> => {
    billing.clock.advance(1_000);
    const { amount, resolution } = await previewUsageCharge(billing.staff(), {
      entityId: entity.id,
      meter: 'freelancer_hired',
      quantity: '1',
    });
    return [
      amount?.toString(),
      resolution.map((step) => `${step.place}:${step.pricing?.kind ?? '-'}${step.isDecisive ? '!' : ''}`).join(' '),
    ];
  };
  const rate = (amount: string, place: object): Promise<unknown> =>
    setUsageRate(billing.staff(), { eventType: 'freelancer_hired', unitPrice: { amount, currency: 'USD' }, ...place });
  assert.deepEqual(await preview(), ['25.00 USD', 'entity:- organization:- tenant:- default:unit!']);
  await rate('24', {});
  assert.deepEqual(await preview(), ['24.00 USD', 'entity:- organization:- tenant:unit! default:unit']);
  const tenantCard = await createRateCard(billing.staff(), {
    name: 'All',
    currency: 'USD',
    prices: [perUnit('23', 'freelancer_hired')],
  });
  assert.deepEqual(await preview(), ['23.00 USD', 'entity:- organization:- tenant:card! default:unit']);
  await rate('22', { organizationId });
  assert.deepEqual(await preview(), ['22.00 USD', 'entity:- organization:unit! tenant:card default:unit']);
  await cardFor(billing, entity, [perUnit('21', 'freelancer_hired')]);
  assert.deepEqual(await preview(), ['21.00 USD', 'entity:card! organization:unit tenant:card default:unit']);
  const yen = await newEntity({ currency: 'JPY' });
  const { amount } = await previewUsageCharge(billing.staff(), { entityId: yen.id, meter: 'freelancer_hired', quantity: '1' });
  assert.equal(amount, null);
  await endRateCard(billing.staff(), { rateCardId: tenantCard.id });
});

test('a revision prices what happens from then on, and what is late by the card of its moment', async () => {
  const entity = await newEntity();
  const first = await cardFor(billing, entity, [GRADUATED_PROJECTS]);
  billing.clock.advance(60_000);
  const before = billing.clock.now();
  billing.clock.advance(60_000);
  await reviseRateCard(billing.staff(), { rateCardId: first.id, prices: [perUnit('1')] });
  billing.clock.advance(60_000);
  await report(billing, [
    reported(billing, entity, { quantity: '12' }),
    reported(billing, entity, { quantity: '12', occurredAt: before }),
  ]);
  const { lines, amount } = await currentUsage(billing.staff(), entity.id);
  assert.deepEqual(lines.map((line) => line.amount.toString()).toSorted(), ['116.00 USD', '12.00 USD']);
  assert.equal(amount.toString(), '128.00 USD');
  assert.equal(lines.find((line) => line.rateCardId === first.id)?.tiers.length, 2);
});

test('a preview counts on top of the month so far, shows its tiers and where one more unit is cheaper', async () => {
  const entity = await newEntity();
  const tiers = [{ upTo: '10', unitPrice: '10' }, { unitPrice: '5' }];
  await cardFor(billing, entity, [{ meter: 'project_posted', model: { kind: 'volume', tiers } }]);
  const preview = (quantity: string): Promise<Awaited<ReturnType<typeof previewUsageCharge>>> =>
    previewUsageCharge(billing.staff(), { entityId: entity.id, meter: 'project_posted', quantity });
  await report(billing, [reported(billing, entity, { quantity: '9' })]);
  const one = await preview('1');
  assert.deepEqual([one.amount?.toString(), one.additionalAmount?.toString()], ['10.00 USD', '10.00 USD']);
  const two = await preview('2');
  assert.deepEqual([two.amount?.toString(), two.additionalAmount?.toString()], ['20.00 USD', '-35.00 USD']);
  assert.deepEqual(
    two.cliffs.map((cliff) => `${cliff.quantity} ${cliff.amount} ${cliff.amountOfOneMore}`),
    ['10 100 55'],
  );
  await assertRefused(preview('-1'), 'INVALID_QUANTITY', 'quantity');
  await assertRefused(preview('0.1234567'), 'INVALID_QUANTITY', 'quantity');
  await assertRefused(
    previewUsageCharge(billing.staff(), { entityId: entity.id, meter: 'coffee', quantity: '1' }),
    'UNKNOWN_METER',
    'meter',
  );
});

test('organizations see the tenant’s cards and their own, not each other’s; only who answers for credits makes them', async () => {
  const entity = await newEntity();
  const own = await cardFor(billing, entity, [GRADUATED_PROJECTS]);
  const owner = (organizationId: string): Partial<RequestIdentity> => ({
    tenant: billing.tenant,
    organizationId,
    userId: newId(),
    permissions: ORGANIZATION_ROLES.owner,
  });
  const query = `query ($id: ID!) { rateCard(id: $id) { name version entity { id } prices { meter { key } model { kind tiers { upTo unitPrice flatPrice } unitPrice minimum } } } }`;
  const variables = { id: encodeId(ID_PREFIX.rateCard, own.id) };
  const { rateCard } = await answerOf<{ rateCard: object }>(billing.world, 'billing', owner(entity.organizationId), {
    query,
    variables,
  });
  const tier = (upTo: string | null, unitPrice: string): object => ({ upTo, unitPrice, flatPrice: '0' });
  assert.deepEqual(rateCard, {
    name: 'Deal',
    version: 1,
    entity: { id: encodeId(ID_PREFIX.entity, entity.id) },
    prices: [
      {
        meter: { key: 'project_posted' },
        model: {
          kind: 'GRADUATED',
          tiers: [tier('10', '10.00'), tier('100', '8.00'), tier(null, '5.00')],
          unitPrice: null,
          minimum: null,
        },
      },
    ],
  });
  const { errors } = await askSubgraph(billing.world, 'billing', owner(newId()), { query, variables });
  assert.equal(errors?.[0]?.code, 'NOT_FOUND');
  const input = { entityId: encodeId(ID_PREFIX.entity, entity.id), name: 'Own', currency: 'USD', prices: [] };
  const mutation = `mutation ($input: CreateRateCardInput!) { createRateCard(input: $input) { rateCard { id } errors { code field } } }`;
  const refused = await askSubgraph(billing.world, 'billing', owner(entity.organizationId), {
    query: mutation,
    variables: { input },
  });
  assert.equal(refused.errors?.[0]?.code, 'FORBIDDEN');
  const staff = { tenant: billing.tenant, permissions: TENANT_ADMIN_PERMISSIONS };
  const { createRateCard: made } = await answerOf<{ createRateCard: { errors: object[] } }>(billing.world, 'billing', staff, {
    query: mutation,
    variables: { input },
  });
  assert.deepEqual(made.errors, [{ code: 'RATE_CARD_OVERLAP', field: 'effectiveFrom' }]);
});

test('a page of rate cards takes the same number of statements, whatever its length', async () => {
  const staff = { tenant: billing.tenant, permissions: TENANT_ADMIN_PERMISSIONS };
  const query = `query ($first: Int!) { rateCards(first: $first, sort: EFFECTIVE_FROM_DESC) { edges { node { id entity { name } prices { meter { key } } } } } }`;
  const statementsFor = async (first: number): Promise<number> => {
    const before = billing.world.statements();
    await answerOf(billing.world, 'billing', staff, { query, variables: { first } });
    return billing.world.statements() - before;
  };
  for (let made = 0; made < 3; made += 1) await cardFor(billing, await newEntity(), [GRADUATED_PROJECTS]);
  assert.equal(await statementsFor(1), await statementsFor(5));
});
