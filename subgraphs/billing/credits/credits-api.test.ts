import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CaptureReservation, ReleaseReservation, ReserveCredits } from '../../../contracts/operations/billing-operations.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ORGANIZATION_ROLES } from '../../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { OperationRefusedError } from '../../../platform/operations/operation-client.ts';
import { addOrganization } from '../../../test/support/add-organization.ts';
import { answerOf, askSubgraph, type SubgraphAnswer } from '../../../test/support/ask-subgraph.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { updateEntity } from '../entities/update-entity.ts';
import { TestBilling } from '../test-support/test-billing.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const ask = <Data>(
  identity: Partial<RequestIdentity>,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<SubgraphAnswer<Data>> =>
  askSubgraph<Data>(billing.world, 'billing', { tenant: billing.tenant, ...identity }, { query, variables });
const answer = <Data>(
  identity: Partial<RequestIdentity>,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> => answerOf<Data>(billing.world, 'billing', { tenant: billing.tenant, ...identity }, { query, variables });
const publicId = (id: string): string => encodeId(ID_PREFIX.entity, id);
const owner = (organizationId: string): Partial<RequestIdentity> => ({
  organizationId,
  userId: newId(),
  permissions: ORGANIZATION_ROLES.owner,
});

test('grants credits once per idempotency key for staff only, for twelve months by default', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const GRANT = `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) {
    creditGrant { id amount { amount currency } kind priority effectiveAt expiresAt entity { name } }
    entity { creditBalance { available { amount } granted { amount } } creditGrants { totalCount edges { node { id remaining { amount } } } } }
    errors { code field } } }`;
  const input = {
    entityId: publicId(entity.id),
    amount: { amount: '250.00', currency: 'USD' },
    kind: 'PURCHASED',
    idempotencyKey: 'order-1001',
  };
  interface Granted {
    grantCredits: { creditGrant: Record<string, unknown>; entity: unknown; errors: { code: string; field: string }[] };
  }
  const { grantCredits } = await answer<Granted>({}, GRANT, { input });
  const { id, ...terms } = grantCredits.creditGrant;
  const now = billing.clock.now().toISOString();
  assert.deepEqual(terms, {
    amount: { amount: '250.00', currency: 'USD' },
    kind: 'PURCHASED',
    priority: 0,
    effectiveAt: now,
    expiresAt: now.replace('2026', '2027'),
    entity: { name: 'Acme Inc.' },
  });
  assert.deepEqual(grantCredits.entity, {
    creditBalance: { available: { amount: '250.00' }, granted: { amount: '250.00' } },
    creditGrants: { totalCount: 1, edges: [{ node: { id, remaining: { amount: '250.00' } } }] },
  });
  const repeats = await Promise.all(Array.from({ length: 5 }, () => answer<Granted>({}, GRANT, { input })));
  assert.deepEqual(new Set(repeats.map((repeat) => repeat.grantCredits.creditGrant['id'])), new Set([id]));
  const refusals = async (change: object): Promise<unknown> =>
    (await answer<Granted>({}, GRANT, { input: { ...input, ...change } })).grantCredits.errors;
  assert.deepEqual(await refusals({ amount: { amount: '251.00', currency: 'USD' } }), [
    { code: 'IDEMPOTENCY_KEY_REUSED', field: 'idempotencyKey' },
  ]);
  assert.deepEqual(await refusals({ amount: { amount: '1.00', currency: 'EUR' }, idempotencyKey: 'k2' }), [
    { code: 'CURRENCY_MISMATCH', field: 'amount' },
  ]);
  assert.deepEqual(await refusals({ amount: { amount: '0', currency: 'USD' }, idempotencyKey: 'k3' }), [
    { code: 'VALIDATION_FAILED', field: 'amount' },
  ]);
  assert.deepEqual(await refusals({ expiresAt: '2020-01-01T00:00:00Z', idempotencyKey: 'k4' }), [
    { code: 'VALIDATION_FAILED', field: 'expiresAt' },
  ]);
  assert.deepEqual(await refusals({ entityId: publicId(newId()), idempotencyKey: 'k5' }), [
    { code: 'NOT_FOUND', field: 'entityId' },
  ]);
  assert.deepEqual(
    (await ask(owner(organizationId), GRANT, { input })).errors.map((error) => error.code),
    ['FORBIDDEN'],
  );
  assert.equal((await billing.books(entity)).granted, '250');
  assert.equal((await billing.events('credit.topped_up', entity)).length, 1);
});

test('serves reservations to other subgraphs as the contract states them, and to nobody else', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  await billing.grant(entity, '20.00');
  const { operations } = billing.world.context('shipping', {
    tenant: billing.tenant,
    organizationId,
    userId: newId(),
    permissions: ORGANIZATION_ROLES.member,
  });
  const reserve = (amount: string): Promise<{ reservationId: string; entityId: string }> =>
    operations.call(ReserveCredits, {
      key: newId(),
      organizationId,
      entityId: null,
      amount: { amount, currency: 'USD' },
      reason: 'shipment/test',
    });
  const { reservationId, entityId } = await reserve('12.34');
  assert.equal(entityId, entity.id);
  assert.deepEqual(await operations.call(CaptureReservation, { reservationId, amount: null }), {
    captured: { amount: '12.34', currency: 'USD' },
  });
  const second = await reserve('5.00');
  assert.deepEqual(await operations.call(ReleaseReservation, { reservationId: second.reservationId }), {
    released: { amount: '5.00', currency: 'USD' },
  });
  await assert.rejects(
    reserve('100.00'),
    (error: unknown) =>
      error instanceof OperationRefusedError && error.code === 'INSUFFICIENT_CREDITS' && error.field === 'amount',
  );
  const direct = await ask(owner(organizationId), ReleaseReservation.document, { input: { reservationId } });
  assert.deepEqual(
    direct.errors.map((error) => error.code),
    ['FORBIDDEN'],
  );
});

test('sums an organization’s credits by currency, never across, with its thresholds', async () => {
  const organizationId = newId();
  const STATUS = `query ($id: ID!) { organizationCreditStatus(organizationId: $id) {
    organization { id } creditBalance { amount currency } creditLimit { amount } creditUsed { amount } status
    byCurrency { currency creditBalance { amount } creditUsed { amount } } thresholdAlerts { entity { name } threshold { amount currency } triggered message } } }`;
  const id = encodeId(ID_PREFIX.organization, organizationId);
  interface Status {
    organizationCreditStatus: Record<string, unknown>;
  }
  const status = async (): Promise<Record<string, unknown>> =>
    (await answer<Status>(owner(organizationId), STATUS, { id })).organizationCreditStatus;
  assert.deepEqual(await status(), {
    organization: { id },
    creditBalance: null,
    creditLimit: null,
    creditUsed: null,
    status: 'NONE',
    byCurrency: [],
    thresholdAlerts: [],
  });
  const first = await billing.entity({ organizationId, lowBalanceThreshold: '50' });
  const second = await billing.entity({ organizationId });
  const yen = await billing.entity({
    organizationId,
    name: 'Acme KK',
    country: 'JP',
    currency: 'JPY',
    lowBalanceThreshold: '100',
  });
  await Promise.all([billing.grant(first, '100.00'), billing.grant(second, '10.00'), billing.grant(yen, '9000')]);
  const member = billing.member({ organizationId });
  await captureReservation(member, { ...(await billing.reserve(first, '60.00', { context: member })), amount: null });
  await billing.reserve(second, '1.00', { context: member });
  const { thresholdAlerts, ...sums } = await status();
  assert.deepEqual(sums, {
    organization: { id },
    creditBalance: { amount: '49.00', currency: 'USD' },
    creditLimit: { amount: '110.00' },
    creditUsed: { amount: '61.00' },
    status: 'LOW',
    byCurrency: [
      { currency: 'USD', creditBalance: { amount: '49.00' }, creditUsed: { amount: '61.00' } },
      { currency: 'JPY', creditBalance: { amount: '9000' }, creditUsed: { amount: '0' } },
    ],
  });
  assert.deepEqual((thresholdAlerts as unknown[])[0], {
    entity: { name: 'Acme Inc.' },
    threshold: { amount: '50.00', currency: 'USD' },
    triggered: true,
    message: '"Acme Inc." has 40.00 USD unspent, at or below its threshold of 50.00 USD.',
  });
  assert.deepEqual(
    (thresholdAlerts as { triggered: boolean }[]).map((alert) => alert.triggered),
    [true, false, false, false],
  );
  const foreign = await ask(owner(newId()), STATUS, { id });
  assert.deepEqual(
    foreign.errors.map(({ code, field }) => [code, field]),
    [['NOT_FOUND', 'organizationId']],
  );
  // Staff name an organization by its id: one of another tenant is none of theirs.
  const elsewhere = await addOrganization(billing.world, await billing.world.createTenant());
  const here = await addOrganization(billing.world, billing.tenant);
  const codes = async (asked: string): Promise<string[]> =>
    (await ask({}, STATUS, { id: encodeId(ID_PREFIX.organization, asked) })).errors.map(({ code }) => code);
  assert.deepEqual([await codes(elsewhere), await codes(newId()), await codes(here)], [['NOT_FOUND'], ['NOT_FOUND'], []]);
});

test('tells what is left after each of 50 rates in a constant number of statements', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const euro = await billing.entity({ organizationId, currency: 'EUR', name: 'Acme SARL', country: 'FR' });
  const foreign = await billing.entity({ organizationId: newId() });
  await billing.grant(entity, '20.00');
  const RATES = `query ($rates: [_Any!]!) { _entities(representations: $rates) { ... on Rate { creditsAfterPurchase { amount currency } payer { id name } } } }`;
  const rate = (amount: string, payerEntityId: string | null = null): object => ({
    __typename: 'Rate',
    id: encodeId(ID_PREFIX.rate, newId()),
    totalCharge: { amount, currency: 'USD' },
    payerEntityId,
  });
  const look = async (
    rates: object[],
    identity = owner(organizationId),
  ): Promise<
    SubgraphAnswer<{ _entities: { creditsAfterPurchase: { amount: string } | null; payer: { id: string } | null }[] }>
  > => {
    const found = await ask<{ _entities: { creditsAfterPurchase: { amount: string } | null; payer: { id: string } | null }[] }>(
      identity,
      RATES,
      { rates },
    );
    assert.deepEqual(found.errors, []);
    return found;
  };
  const one = await look([rate('7.25')]);
  assert.deepEqual(one.data._entities, [
    { creditsAfterPurchase: { amount: '12.75', currency: 'USD' }, payer: { id: publicId(entity.id), name: 'Acme Inc.' } },
  ]);
  const fifty = await look(Array.from({ length: 50 }, (_, index) => rate(`${index}.50`)));
  assert.deepEqual([fifty.data._entities[49]!.creditsAfterPurchase!.amount, fifty.statements], ['-29.50', one.statements]);
  const mixed = await look([
    rate('1.00', publicId(euro.id)),
    rate('1.00', publicId(foreign.id)),
    rate('1.00', publicId(entity.id)),
  ]);
  assert.deepEqual(
    mixed.data._entities.map((each) => [each.creditsAfterPurchase?.amount ?? null, each.payer?.id ?? null]),
    [
      [null, publicId(euro.id)],
      [null, null],
      ['19.00', publicId(entity.id)],
    ],
  );
  assert.deepEqual((await look([rate('1.00')], owner(newId()))).data._entities, [{ creditsAfterPurchase: null, payer: null }]);
  await updateEntity(billing.staff(), { entityId: entity.id, status: 'suspended' });
  assert.equal((await look([rate('1.00')])).data._entities[0]!.creditsAfterPurchase, null);
});

test('pages through the grants of several entities at once, forwards and backwards', async () => {
  const organizationId = newId();
  const entities = [await billing.entity({ organizationId }), await billing.entity({ organizationId })];
  for (const amount of ['1', '2', '3', '4', '5']) {
    billing.clock.advance(1000);
    for (const entity of entities) await billing.grant(entity, amount);
  }
  const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String) { entities { edges { node {
    creditGrants(first: $first, after: $after, last: $last, before: $before) { pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { amount { amount } } } } } } } }`;
  interface Grants {
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
    edges: { node: { amount: { amount: string } } }[];
  }
  const look = async (page: object): Promise<Grants[]> => {
    const listed = await answer<{ entities: { edges: { node: { creditGrants: Grants } }[] } }>(
      owner(organizationId),
      PAGE,
      page as Record<string, unknown>,
    );
    return listed.entities.edges.map((edge) => edge.node.creditGrants);
  };
  const amounts = (grants: Grants): string[] => grants.edges.map((edge) => edge.node.amount.amount);
  const [newest, sameOfOther] = await look({ first: 2 });
  assert.deepEqual(
    [amounts(newest!), amounts(sameOfOther!), newest!.pageInfo.hasNextPage],
    [['5.00', '4.00'], ['5.00', '4.00'], true],
  );
  const [following] = await look({ first: 3, after: newest!.pageInfo.endCursor });
  assert.deepEqual(
    [amounts(following!), following!.pageInfo.hasNextPage, following!.pageInfo.hasPreviousPage],
    [['3.00', '2.00', '1.00'], false, true],
  );
  const [oldest] = await look({ last: 2 });
  assert.deepEqual([amounts(oldest!), oldest!.pageInfo.hasPreviousPage], [['2.00', '1.00'], true]);
});
