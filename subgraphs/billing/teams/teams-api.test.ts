import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ORGANIZATION_ROLES } from '../../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph, type SubgraphAnswer } from '../../../test/support/ask-subgraph.ts';
import { aTeam, aTeamMember } from '../test-support/test-teams.ts';
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
const owner = (organizationId: string): Partial<RequestIdentity> => ({
  organizationId,
  userId: newId(),
  permissions: ORGANIZATION_ROLES.owner,
});

interface TeamList {
  teams: { totalCount: number; edges: { node: { name: string; members: { totalCount: number } } }[] };
}

const TEAMS = `query ($filter: TeamFilter, $sort: TeamSort!) { teams(filter: $filter, sort: $sort, first: 50) { totalCount edges { node {
  name entity { name billingSettings { name value source } } billingSettings { name source }
  creditLimits { amount { amount } current { period used { amount } } left { amount } history { period } }
  members { totalCount edges { node { userId role team { name } creditLimits { period amount { amount } left { amount } } } } } } } } }`;

test('lists teams with their people, limits and settings in as many statements for twenty as for one', async () => {
  const statementsFor = async (count: number): Promise<number> => {
    const organizationId = newId();
    const entity = await billing.entity({ organizationId });
    for (let made = 0; made < count; made += 1) {
      const creditLimit = { amount: '10.00', currency: 'USD' };
      const team = await aTeam(billing, { organizationId, entityId: entity.id, creditLimit });
      await aTeamMember(billing, team, { creditLimit });
    }
    const listed = await ask<TeamList>(owner(organizationId), TEAMS, { sort: 'NAME_ASC' });
    assert.deepEqual(listed.errors, []);
    assert.equal(listed.data.teams.edges.length, count);
    assert.ok(listed.data.teams.edges.every(({ node }) => node.members.totalCount === 1));
    return listed.statements;
  };
  assert.equal(await statementsFor(20), await statementsFor(1));
});

test('filters, searches and sorts teams within what the caller may see', async () => {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  const ads = await aTeam(billing, { organizationId, name: 'Ads 100%', entityId: entity.id });
  await aTeam(billing, { organizationId, name: 'Board' });
  await aTeam(billing, { organizationId: newId(), name: 'Ads of others' });
  const { userId } = await aTeamMember(billing, ads);
  const names = async (filter: object, sort = 'NAME_ASC', identity = owner(organizationId)): Promise<string[]> =>
    (await answer<TeamList>(identity, TEAMS, { filter, sort })).teams.edges.map(({ node }) => node.name);
  assert.deepEqual(await names({}), ['Ads 100%', 'Board']);
  assert.deepEqual(await names({}, 'CREATED_AT_DESC', owner(organizationId)), ['Board', 'Ads 100%']);
  assert.deepEqual(await names({ search: '0%' }), ['Ads 100%']);
  assert.deepEqual(await names({ search: '_' }), []);
  assert.deepEqual(await names({ isAcrossEntities: true }), ['Board']);
  assert.deepEqual(await names({ entityId: encodeId(ID_PREFIX.entity, entity.id) }), ['Ads 100%']);
  assert.deepEqual(await names({ userId: encodeId(ID_PREFIX.user, userId) }), ['Ads 100%']);
  assert.deepEqual(await names({ isArchived: true }), []);
  assert.deepEqual((await names({ search: 'ads' }, 'NAME_ASC', {})).toSorted(), ['Ads 100%', 'Ads of others']);
  const testMode = await answer<TeamList>({ ...owner(organizationId), testMode: true }, TEAMS, { sort: 'NAME_ASC' });
  assert.equal(testMode.teams.totalCount, 0);
});

test('lets only those who manage billing change teams, and nobody those of another organization', async () => {
  const organizationId = newId();
  const team = await aTeam(billing, { organizationId });
  const RENAME = `mutation ($input: UpdateTeamInput!) { updateTeam(input: $input) { team { name } errors { code field } } }`;
  const input = { teamId: encodeId(ID_PREFIX.team, team.id), name: 'Taken' };
  const admin = { ...owner(organizationId), permissions: ORGANIZATION_ROLES.admin };
  assert.deepEqual(
    (await ask(admin, RENAME, { input })).errors.map((error) => error.code),
    ['FORBIDDEN'],
  );
  const foreign = await ask<{ updateTeam: { errors: object[] } }>(owner(newId()), RENAME, { input });
  assert.deepEqual(foreign.data.updateTeam.errors, [{ code: 'NOT_FOUND', field: 'teamId' }]);
  const ONE = `query ($id: ID!) { team(id: $id) { name } }`;
  assert.deepEqual(await answer(owner(newId()), ONE, { id: input.teamId }), { team: null });
  assert.deepEqual(await answer(owner(organizationId), ONE, { id: input.teamId }), { team: { name: team.name } });
});
