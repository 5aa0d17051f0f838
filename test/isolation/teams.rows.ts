import { onlyLive, type Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations of billing about teams, memberships, limits and settings are called. */
export const teamsRows: Rows = {
  'Query.teams': {
    as: 'owner',
    arguments: async (side) => {
      await archivedTeam(side);
      return { filter: { organizationId: side.ids.organization } };
    },
  },
  'Query.team': { as: 'owner', arguments: async (side) => ({ id: await staffedTeam(side) }) },
  'Query.teamCreditStatus': { as: 'owner', arguments: async (side) => ({ teamId: await spendingTeam(side) }) },
  'Query.teamUtilization': {
    as: 'owner',
    arguments: async (side) => {
      await spendingTeam(side);
      return { organizationId: side.ids.organization };
    },
  },
  'Query.teamMoves': {
    as: 'owner',
    arguments: async (side) => {
      await movedPerson(side);
      return { filter: { organizationId: side.ids.organization } };
    },
  },
  'Query.creditLimits': {
    as: 'owner',
    arguments: async (side) => {
      await spendingTeam(side);
      await side.perform('owner', 'setCreditLimit', { ...limit(side), entityId: side.ids.entity }, 'creditLimit { id }');
      return { filter: { organizationId: side.ids.organization } };
    },
  },
  'Query.billingMemberships': {
    as: 'owner',
    arguments: async (side) => {
      await staffedTeam(side);
      return { filter: { organizationId: side.ids.organization } };
    },
  },
  'Query.billingSettings': {
    as: 'owner',
    arguments: async (side) => {
      const teamId = await staffedTeam(side);
      await side.perform('owner', 'setBillingSettings', settings(side, teamId), 'billingSettings { settings { value } }');
      return { entityId: side.ids.entity, teamId };
    },
  },

  'Mutation.createTeam': {
    as: 'owner',
    arguments: (side) => ({ input: teamFacts(side) }),
  },
  'Mutation.updateTeam': {
    as: 'owner',
    arguments: async (side) => ({ input: { teamId: await aTeam(side), name: side.text('team') } }),
  },
  'Mutation.deleteTeam': { as: 'owner', arguments: async (side) => ({ input: { teamId: await aTeam(side) } }) },
  'Mutation.addTeamMember': {
    as: 'owner',
    arguments: async (side) => ({ input: { teamId: await aTeam(side), userId: side.ids.ownerUser } }),
  },
  'Mutation.updateTeamMember': {
    as: 'owner',
    arguments: async (side) => ({
      input: { teamId: await staffedTeam(side), userId: side.ids.ownerUser, creditLimit: { amount: '70.00', currency: 'USD' } },
    }),
  },
  'Mutation.removeTeamMember': {
    as: 'owner',
    arguments: async (side) => ({ input: { teamId: await staffedTeam(side), userId: side.ids.ownerUser } }),
  },
  'Mutation.moveTeam': {
    as: 'owner',
    arguments: async (side) => ({ input: { teamId: await aTeam(side), entityId: side.ids.account } }),
  },
  'Mutation.moveTeamMember': {
    as: 'owner',
    arguments: async (side) => ({
      input: { fromTeamId: await staffedTeam(side), toTeamId: await aTeam(side), userId: side.ids.ownerUser },
    }),
  },
  'Mutation.setCreditLimit': {
    as: 'owner',
    arguments: async (side) => ({ input: { ...limit(side), teamId: await aTeam(side) } }),
  },
  'Mutation.setBillingSettings': {
    as: 'owner',
    arguments: async (side) => ({ input: settings(side, await aTeam(side)) }),
  },
  'Mutation.setOrganizationMembership': onlyLive('owner', ({ ids, clock }) => ({
    organizationId: ids.organization,
    userId: ids.ownerUser,
    kind: 'CONTRACTOR',
    hasSeat: true,
    endsAt: new Date(clock.now().getTime() + 1_000 * 86_400_000).toISOString(),
  })),
  'Mutation.removeEntityMember': {
    as: 'owner',
    arguments: async (side) => {
      const input = { entityId: side.ids.account, userId: side.ids.ownerUser };
      await side.perform('owner', 'setEntityMember', { ...input, creditLimit: '12.00' }, 'member { userId }');
      return { input };
    },
  },
};

function teamFacts(side: Side): object {
  const { entity: entityId } = side.ids;
  return {
    entityId,
    name: side.text('team'),
    description: side.text('purpose'),
    creditLimit: { amount: '800.00', currency: 'USD' },
  };
}

async function aTeam(side: Side): Promise<string> {
  const { team } = await side.perform<{ team: { id: string } }>('owner', 'createTeam', teamFacts(side), 'team { id }');
  return team.id;
}

/** A team of the organization in which its owner is. */
export async function staffedTeam(side: Side): Promise<string> {
  const teamId = await aTeam(side);
  const creditLimit = { amount: '60.00', currency: 'USD' };
  await side.perform('owner', 'addTeamMember', { teamId, userId: side.ids.ownerUser, creditLimit }, 'member { userId }');
  return teamId;
}

async function archivedTeam(side: Side): Promise<void> {
  const teamId = await staffedTeam(side);
  await side.perform('owner', 'deleteTeam', { teamId }, 'team { id }');
}

async function movedPerson(side: Side): Promise<void> {
  const input = { fromTeamId: await staffedTeam(side), toTeamId: await aTeam(side), userId: side.ids.ownerUser };
  await side.perform('owner', 'moveTeamMember', input, 'member { userId }');
}

async function spendingTeam(side: Side): Promise<string> {
  const teamId = await staffedTeam(side);
  const amount = { amount: '0.35', currency: 'USD' };
  const spend = { entityId: side.ids.entity, teamId, amount, reason: side.text('reason'), idempotencyKey: side.text('key') };
  await side.perform('owner', 'spendCredits', spend, 'creditSpend { id }');
  return teamId;
}

function limit(side: Side): object {
  return { userId: side.ids.ownerUser, amount: '900.00', currency: 'USD' };
}

function settings(side: Side, teamId: string): object {
  return { teamId, settings: [{ name: 'COST_CENTER', value: side.text('cost center') }] };
}
