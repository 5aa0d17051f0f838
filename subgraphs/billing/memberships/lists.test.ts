import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { setEntityMember } from '../entities/set-entity-member.ts';
import { spendCredits } from '../spends/spend-credits.ts';
import { moveTeamMember } from '../teams/move-team-member.ts';
import { aTeam, aTeamMember } from '../test-support/test-teams.ts';
import { TestBilling } from '../test-support/test-billing.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

/** An organization with as many teams, each with a person who came from another one, spent for it and has a limit. */
async function anOrganizationWith(count: number): Promise<Uuid> {
  const organizationId = newId();
  const entity = await billing.entity({ organizationId });
  await billing.grant(entity, '100.00');
  const first = await aTeam(billing, { organizationId });
  for (let made = 0; made < count; made += 1) {
    const creditLimit = { amount: '10.00', currency: 'USD' };
    const team = await aTeam(billing, { organizationId, entityId: entity.id, creditLimit });
    const { userId } = await aTeamMember(billing, first, { creditLimit });
    await setEntityMember(billing.staff(), { entityId: entity.id, userId });
    await moveTeamMember(billing.staff(), { fromTeamId: first.id, toTeamId: team.id, userId });
    await spendCredits(billing.staff(), {
      entityId: entity.id,
      teamId: team.id,
      userId,
      amount: { amount: '1.00', currency: 'USD' },
      reason: 'project_posted',
      idempotencyKey: newId(),
    });
  }
  return organizationId;
}

const LISTS: Record<string, string> = {
  creditLimits: `{ creditLimits(first: 100) { totalCount edges { node {
    entity { name } team { name entity { name } } userId current { period used { amount } } left { amount } history { period } } } } }`,
  billingMemberships: `{ billingMemberships(first: 100) { totalCount edges { node {
    userId level entity { name } team { name } creditLimits { left { amount } } } } } }`,
  teamMoves: `{ teamMoves(first: 100) { totalCount edges { node { team { name } toTeam { name } fromEntity { name } toEntity { name } } } } }`,
  teamUtilization: `{ teamUtilization { team { name creditLimits { left { amount } } } used { amount } limit { amount } utilization } }`,
};

test('lists limits, memberships, moves and what teams used in as many statements for ten as for two', async () => {
  const [few, many] = [await anOrganizationWith(2), await anOrganizationWith(10)];
  for (const [name, query] of Object.entries(LISTS)) {
    const ask = async (organizationId: Uuid): Promise<{ length: number; statements: number }> => {
      const identity = { tenant: billing.tenant, organizationId };
      const answer = await askSubgraph<Record<string, { edges?: unknown[] } & unknown[]>>(billing.world, 'billing', identity, {
        query,
      });
      assert.deepEqual(answer.errors, [], name);
      const list = answer.data[name]!;
      return { length: (list.edges ?? list).length, statements: answer.statements };
    };
    const [short, long] = [await ask(few), await ask(many)];
    assert.ok(
      long.length >= 10 && short.length >= 2 && short.length < long.length,
      `${name}: ${short.length} and ${long.length}`,
    );
    assert.equal(long.statements, short.statements, name);
  }
});
