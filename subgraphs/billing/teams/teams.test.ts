import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { findLimitsOf } from '../limits/credit-limits.query.ts';
import { aTeam, aTeamMember } from '../test-support/test-teams.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { addTeamMember } from './add-team-member.ts';
import { removeTeamMember, updateTeamMember } from './change-team-member.ts';
import { createTeam } from './create-team.ts';
import { moveTeam } from './move-team.ts';
import { moveTeamMember } from './move-team-member.ts';
import type { Team } from './team.ts';
import { listTeamMembers } from './team-members.query.ts';
import { listTeamMoves, MOVE_ORDERS } from './team-moves.query.ts';
import { deleteTeam, updateTeam } from './update-team.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
});
after(() => billing.close());

async function usersOf(team: Team, includesFormer = false): Promise<string[]> {
  const pages = await listTeamMembers(billing.staff().session, [team.id], { first: 100, includesFormer });
  return pages.get(team.id)!.rows.map((member) => member.userId);
}

async function defaultTeamsOf(userId: string): Promise<string[]> {
  const rows = await billing.rows<{ id: string }>(
    `select team_id as id from SCHEMA.team_members where user_id = $1 and is_default`,
    [userId],
  );
  return rows.map((row) => row.id);
}

test('makes a team of an entity or across entities, and refuses wrong names, foreign entities and a name that is taken', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const owner = billing.member({ organizationId });
  const team = await createTeam(owner, { entityId: entity.id, name: ' Growth ', description: ' Ads ' });
  assert.deepEqual([team.name, team.description, team.entityId, team.version], ['Growth', 'Ads', entity.id, 1]);
  assert.equal((await createTeam(owner, { name: 'Executives' })).entityId, null);
  await assertRefused(createTeam(owner, { name: ' ' }), 'VALIDATION_FAILED', 'name');
  await assertRefused(createTeam(owner, { name: 'x'.repeat(121) }), 'VALIDATION_FAILED', 'name');
  await assertRefused(createTeam(owner, { name: 'GROWTH' }), 'NAME_TAKEN', 'name');
  const foreign = await billing.entity({ organizationId: newId() });
  await assertRefused(createTeam(owner, { name: 'Ours', entityId: foreign.id }), 'NOT_FOUND', 'entityId');
  await assertRefused(createTeam(owner, { name: 'Ours', organizationId: foreign.organizationId }), 'NOT_FOUND', 'organizationId');
  const limited = createTeam(owner, { name: 'Euros', entityId: entity.id, creditLimit: { amount: '5', currency: 'EUR' } });
  await assertRefused(limited, 'CURRENCY_MISMATCH', 'creditLimit');
  const rows = await billing.rows<{ name: string }>(`select name from SCHEMA.teams where organization_id = $1 order by name`, [
    organizationId,
  ]);
  assert.deepEqual(
    rows.map((row) => row.name),
    ['Executives', 'Growth'],
  );
});

test('lets one of two changes of the same version through, and frees the name of a team that is archived', async () => {
  const organizationId = newId();
  const owner = billing.member({ organizationId });
  const team = await createTeam(owner, { name: 'Sales' });
  const member = await aTeamMember(billing, team, { isDefault: true });
  const changes = await Promise.allSettled(
    ['Sales North', 'Sales South'].map((name) => updateTeam(owner, { teamId: team.id, name, version: 1 })),
  );
  assert.deepEqual(changes.map((change) => change.status).toSorted(), ['fulfilled', 'rejected']);
  const archived = await deleteTeam(owner, team.id);
  assert.deepEqual(archived.archivedAt, billing.clock.now());
  assert.deepEqual([await usersOf(team), await usersOf(team, true)], [[], [member.userId]]);
  assert.deepEqual(await defaultTeamsOf(member.userId), []);
  await assertRefused(updateTeam(owner, { teamId: team.id, name: 'Again' }), 'TEAM_ARCHIVED', 'teamId');
  await assertRefused(deleteTeam(owner, team.id), 'TEAM_ARCHIVED', 'teamId');
  assert.equal((await createTeam(owner, { name: archived.name })).name, archived.name);
  await assertRefused(deleteTeam(billing.member({ organizationId: newId() }), team.id), 'NOT_FOUND', 'teamId');
});

test('takes people of the organization into a team once, and gives each at most one default team', async () => {
  const organizationId = newId();
  const teams = [await aTeam(billing, { organizationId }), await aTeam(billing, { organizationId })] as const;
  const userId = await billing.person(organizationId);
  const staff = billing.staff();
  await assertRefused(addTeamMember(staff, { teamId: teams[0].id, userId: newId() }), 'NOT_FOUND', 'userId');
  const twice = await Promise.allSettled([1, 2].map(() => addTeamMember(staff, { teamId: teams[0].id, userId })));
  assert.deepEqual(twice.map((each) => each.status).toSorted(), ['fulfilled', 'rejected']);
  const refusal = twice.find((each) => each.status === 'rejected')!;
  assert.equal(refusal.reason instanceof DomainError && refusal.reason.code, 'ALREADY_IN_TEAM');
  await addTeamMember(staff, { teamId: teams[1].id, userId });
  await Promise.all(teams.map((team) => updateTeamMember(staff, { teamId: team.id, userId, isDefault: true, hasSeat: true })));
  assert.equal((await defaultTeamsOf(userId)).length, 1);
  const left = await removeTeamMember(staff, { teamId: teams[0].id, userId });
  assert.deepEqual([left.leftAt, left.isDefault], [billing.clock.now(), false]);
  await assertRefused(removeTeamMember(staff, { teamId: teams[0].id, userId }), 'NOT_FOUND', 'userId');
  await addTeamMember(staff, { teamId: teams[0].id, userId });
  assert.deepEqual(await usersOf(teams[0], true), [userId, userId]);
});

test('lets exactly one of two racing moves of a person through, with role, seat, default and limit', async () => {
  const organizationId = newId();
  const [from, north, south] = [
    await aTeam(billing, { organizationId }),
    await aTeam(billing, { organizationId }),
    await aTeam(billing, { organizationId }),
  ];
  const { userId } = await aTeamMember(billing, from, {
    role: 'lead',
    hasSeat: true,
    isDefault: true,
    creditLimit: { amount: '40.00', currency: 'USD' },
  });
  const moves = await Promise.allSettled(
    [north, south].map((to) => moveTeamMember(billing.staff(), { fromTeamId: from.id, toTeamId: to.id, userId })),
  );
  const moved = moves.flatMap((move) => (move.status === 'fulfilled' ? [move.value] : []));
  assert.equal(moved.length, 1);
  const [member] = moved;
  assert.deepEqual([member!.role, member!.hasSeat, member!.isDefault], ['lead', true, true]);
  assert.deepEqual(await defaultTeamsOf(userId), [member!.teamId]);
  const refusal = moves.find((move) => move.status === 'rejected')!;
  assert.equal(refusal.reason instanceof DomainError && refusal.reason.code, 'NOT_FOUND');
  const limits = await findLimitsOf(billing.staff().session, [
    { organizationId, entityId: null, teamId: member!.teamId, userId },
  ]);
  assert.deepEqual(
    limits.map((limit) => [Number(limit.amount), limit.currency, limit.period]),
    [[40, 'USD', 'month']],
  );
  const history = await listTeamMoves(billing.staff().session, { userId }, MOVE_ORDERS.movedAtAsc, {});
  assert.deepEqual(
    history.rows.map((move) => [move.teamId, move.toTeamId]),
    [[from.id, member!.teamId]],
  );
});

test('moves people in opposite directions at once without a deadlock', async () => {
  const organizationId = newId();
  const [left, right] = [await aTeam(billing, { organizationId }), await aTeam(billing, { organizationId })];
  const people = await Promise.all(Array.from({ length: 8 }, (_, index) => aTeamMember(billing, index % 2 === 0 ? left : right)));
  await Promise.all(
    people.map(({ teamId, userId }) =>
      moveTeamMember(billing.staff(), { fromTeamId: teamId, toTeamId: teamId === left.id ? right.id : left.id, userId }),
    ),
  );
  const wentRight = people.filter((member) => member.teamId === left.id).map((member) => member.userId);
  assert.deepEqual((await usersOf(right)).toSorted(), wentRight.toSorted());
});

test('moves a team to an entity of its organization whose currency its limits have, and keeps the history', async () => {
  const organizationId = newId();
  const [dollars, otherDollars, euros] = [
    await billing.entity({ organizationId }),
    await billing.entity({ organizationId }),
    await billing.entity({ organizationId, currency: 'EUR' }),
  ];
  const team = await aTeam(billing, {
    organizationId,
    entityId: dollars.id,
    creditLimit: { amount: '100.00', currency: 'USD' },
  });
  const staff = billing.staff();
  await assertRefused(moveTeam(staff, { teamId: team.id, entityId: euros.id }), 'CURRENCY_MISMATCH', 'entityId');
  const foreign = await billing.entity({ organizationId: newId() });
  await assertRefused(moveTeam(staff, { teamId: team.id, entityId: foreign.id }), 'NOT_FOUND', 'entityId');
  await assertRefused(moveTeam(staff, { teamId: team.id, entityId: null, version: 9 }), 'CONFLICT', 'version');
  const moved = await moveTeam(staff, { teamId: team.id, entityId: otherDollars.id, version: 1 });
  assert.deepEqual([moved.entityId, moved.version], [otherDollars.id, 2]);
  assert.equal((await moveTeam(staff, { teamId: team.id, entityId: null })).entityId, null);
  const history = await listTeamMoves(staff.session, { teamId: team.id }, MOVE_ORDERS.movedAtAsc, {});
  assert.deepEqual(
    history.rows.map((move) => [move.fromEntityId, move.toEntityId, move.userId]),
    [
      [dollars.id, otherDollars.id, null],
      [otherDollars.id, null, null],
    ],
  );
  await assertRefused(
    moveTeamMember(staff, { fromTeamId: team.id, toTeamId: team.id, userId: newId() }),
    'VALIDATION_FAILED',
    'toTeamId',
  );
});
