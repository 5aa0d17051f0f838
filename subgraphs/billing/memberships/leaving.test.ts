import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { addOrganization } from '../../../test/support/add-organization.ts';
import { setEntityMember } from '../entities/set-entity-member.ts';
import { aTeam, aTeamMember } from '../test-support/test-teams.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { endMemberships } from './end-memberships.ts';
import { listMemberships, MEMBERSHIP_ORDERS, type MembershipFilter } from './memberships.query.ts';
import { setOrganizationMembership } from './set-organization-membership.ts';

const DAY_MS = 86_400_000;

// With everything that follows from an event, in tenants and back in billing.
let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10, startsWorkers: true });
});
after(() => billing.close());

async function levels(filter: MembershipFilter): Promise<string[]> {
  const page = await listMemberships(billing.staff().session, filter, MEMBERSHIP_ORDERS.sinceAsc, { first: 100 });
  return page.rows.map((membership) => membership.level).toSorted();
}

async function roleHolders(organizationId: Uuid): Promise<Uuid[]> {
  const rows = await billing.rows<{ id: Uuid }>(`select user_id as id from SCHEMA.members where organization_id = $1`, [
    organizationId,
  ]);
  return rows.map((row) => row.id);
}

const inDays = (days: number): Date => new Date(billing.clock.now().getTime() + days * DAY_MS);

/** An organization that tenants know as well, with an entity. */
async function anOrganization(): Promise<{ id: Uuid; organizationId: Uuid }> {
  const entity = await billing.entity({ organizationId: newId() });
  await addOrganization(billing.world, billing.tenant, entity.organizationId);
  return entity;
}

test('lets a contractor of two organizations leave one at the date, its teams, entities and roles, and stay in the other', async () => {
  const [first, second] = [await anOrganization(), await anOrganization()];
  const userId = await billing.person(first.organizationId);
  await billing.person(second.organizationId, userId);
  for (const { id: entityId, organizationId } of [first, second]) {
    await setEntityMember(billing.staff(), { entityId, userId, isDefault: true, hasSeat: true });
    await aTeamMember(billing, await aTeam(billing, { organizationId }), { userId, isDefault: true });
    await setOrganizationMembership(billing.staff(), { organizationId, userId, kind: 'contractor', hasSeat: true });
  }
  await setOrganizationMembership(billing.staff(), { organizationId: first.organizationId, userId, endsAt: inDays(10) });
  assert.deepEqual(await levels({ userId, kind: 'contractor' }), ['organization', 'organization']);
  await endMemberships(billing.system());
  assert.deepEqual(await levels({ userId, organizationId: first.organizationId }), ['entity', 'organization', 'team']);
  billing.clock.advance(10 * DAY_MS);
  await endMemberships(billing.system());
  assert.deepEqual(await levels({ userId, organizationId: first.organizationId }), []);
  assert.deepEqual(await levels({ userId }), ['entity', 'organization', 'team']);
  await billing.world.settle();
  assert.deepEqual(await roleHolders(first.organizationId), []);
  assert.deepEqual(await roleHolders(second.organizationId), [userId]);
  const removed = await billing.world.inspect<{ action: string }>(
    `select action from platform.audit_log where organization_id = $1 and action in ('organization_membership.ended', 'member.time_ended') order by id`,
    [first.organizationId],
  );
  assert.deepEqual(
    removed.map(({ action }) => action),
    ['organization_membership.ended', 'member.time_ended'],
  );
});

test('keeps the last owner in an organization whose time in it is over', async () => {
  const { organizationId } = await anOrganization();
  const userId = await billing.person(organizationId);
  await billing.rows(`update SCHEMA.members set roles = array['owner'] where organization_id = $1`, [organizationId]);
  await setOrganizationMembership(billing.staff(), { organizationId, userId, kind: 'contractor', endsAt: inDays(1) });
  billing.clock.advance(DAY_MS);
  await endMemberships(billing.system());
  await billing.world.settle();
  assert.deepEqual([await levels({ organizationId }), await roleHolders(organizationId)], [[], [userId]]);
});
