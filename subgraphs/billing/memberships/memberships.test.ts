import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../../../platform/ids/public-id.ts';
import { removeEntityMember, setEntityMember } from '../entities/set-entity-member.ts';
import { spendCredits } from '../spends/spend-credits.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { endMemberships } from './end-memberships.ts';
import { listMemberships, MEMBERSHIP_ORDERS, type MembershipFilter } from './memberships.query.ts';
import { setOrganizationMembership } from './set-organization-membership.ts';

const DAY_MS = 86_400_000;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
});
after(() => billing.close());

async function levels(filter: MembershipFilter): Promise<string[]> {
  const page = await listMemberships(billing.staff().session, filter, MEMBERSHIP_ORDERS.sinceAsc, { first: 100 });
  return page.rows.map((membership) => membership.level).toSorted();
}

const inDays = (days: number): Date => new Date(billing.clock.now().getTime() + days * DAY_MS);

test('ends each membership once when the job runs twice at the same time', async () => {
  const organizationId = newId();
  await billing.entity({ organizationId });
  const people = await Promise.all(Array.from({ length: 6 }, () => billing.person(organizationId)));
  for (const userId of people)
    await setOrganizationMembership(billing.staff(), { organizationId, userId, kind: 'contractor', endsAt: inDays(1) });
  billing.clock.advance(DAY_MS);
  const inTestMode = billing.world.context('billing', {
    tenant: billing.tenant,
    level: 'internal',
    actor: 'system/test',
    testMode: true,
  });
  assert.equal(await endMemberships(inTestMode), 0);
  const ended = await Promise.all([endMemberships(billing.system()), endMemberships(billing.system())]);
  assert.equal(ended[0] + ended[1], 6);
  const audited = await billing.world.inspect(
    `select 1 from platform.audit_log where organization_id = $1 and action = 'organization_membership.ended'`,
    [organizationId],
  );
  assert.equal(audited.length, 6);
});

test('refuses dates of employees, in the past and in test mode, and people of others', async () => {
  const organizationId = newId();
  const userId = await billing.person(organizationId);
  const set = (facts: object, context = billing.member({ organizationId })): Promise<unknown> =>
    setOrganizationMembership(context, { userId, ...facts });
  await assertRefused(set({ kind: 'employee', endsAt: inDays(1) }), 'VALIDATION_FAILED', 'endsAt');
  await assertRefused(set({ kind: 'contractor', endsAt: billing.clock.now() }), 'VALIDATION_FAILED', 'endsAt');
  await assertRefused(set({ userId: newId() }), 'NOT_FOUND', 'userId');
  const cashier = billing.member({ organizationId, permissions: ['manage_billing'] });
  await assertRefused(set({ kind: 'contractor', endsAt: inDays(1) }, cashier), 'FORBIDDEN');
  await assertRefused(set({ kind: 'contractor' }, billing.member({ organizationId, testMode: true })), 'LIVE_MODE_ONLY');
  assert.deepEqual(await levels({ organizationId }), []);
});

test('forgets the limit of who leaves an entity, not what they spent: it counts again when they come back', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  await billing.grant(entity, '50.00');
  const { id: entityId, organizationId } = entity;
  const userId = await billing.person(organizationId);
  const amount = { amount: '7.00', currency: 'USD' };
  await spendCredits(billing.staff(), { entityId, userId, amount, reason: 'project_posted', idempotencyKey: newId() });
  const joined = await setEntityMember(billing.staff(), { entityId, userId, creditLimit: '20.00', isDefault: true });
  assert.equal(Number(joined.creditUsed), 7);
  await removeEntityMember(billing.staff(), { entityId, userId });
  await assertRefused(removeEntityMember(billing.staff(), { entityId, userId }), 'NOT_FOUND', 'userId');
  const again = await setEntityMember(billing.staff(), { entityId, userId });
  assert.deepEqual([Number(again.creditUsed), again.creditLimit, again.isDefault], [7, null, false]);
  await billing.assertBooksAreExact();
});
