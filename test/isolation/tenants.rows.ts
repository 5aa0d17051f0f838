import { onlyLive, type Row, type Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations of tenants are called. */
export const tenantsRows: Rows = {
  'Query.viewer': { as: 'owner' },
  'Query.apiTokens': [{ as: 'owner' }, { as: 'tenantAdmin' }],
  'Query.organizations': { as: 'owner' },
  'Query.organization': { as: 'owner', arguments: ({ ids }) => ({ id: ids.organization }) },
  'Query.auditLog': {
    as: 'owner',
    arguments: async (side) => {
      await side.runJob('tenants', 'tenants.seal-audit-log');
      return { filter: { organizationId: side.ids.organization } };
    },
  },
  'Query.auditProof': { as: 'tenantAdmin', arguments: () => ({ first: 10 }) },
  'Query.outboundEmails': [
    {
      as: 'tenantAdmin',
      also: 'operator',
      arguments: async (side) => {
        await side.tenancy.email('retrying');
        await side.tenancy.email('kept');
        return {};
      },
    },
    { as: 'operator' },
  ],

  'Mutation.retryOutboundEmail': {
    as: 'tenantAdmin',
    also: 'operator',
    onlyInLiveMode: true,
    arguments: async (side) => ({ input: { id: await side.tenancy.email('failed') } }),
  },
  'Mutation.createOrganization': {
    as: 'tenantAdmin',
    onlyInLiveMode: true,
    arguments: (side) => ({
      input: { name: side.text('organization'), slug: side.text('slug'), ownerEmail: `chief@${side.mark}.example` },
    }),
  },
  'Mutation.sendOrganizationInvites': {
    as: 'owner',
    onlyInLiveMode: true,
    arguments: (side) => ({
      input: { organizationId: side.ids.organization, emails: [`guest@${side.mark}.example`], roles: ['member'] },
    }),
  },
  'Mutation.acceptInvitation': {
    as: 'anyone',
    open: 'whoever holds the secret of an invitation is the one who was invited',
    arguments: async (side) => ({ input: { token: (await side.people.invitation()).secret, name: side.name('person') } }),
  },
  'Mutation.declineInvitation': {
    as: 'anyone',
    open: 'whoever holds the secret of an invitation is the one who was invited',
    arguments: async (side) => ({ input: { token: (await side.people.invitation()).secret } }),
  },
  'Mutation.createApiToken': {
    as: 'owner',
    arguments: (side) => ({
      input: {
        name: `${side.organization.mark} token`,
        organizationId: side.ids.organization,
        testMode: side.testMode,
        expiresAt: '2030-01-01T00:00:00Z',
      },
    }),
  },
  'Mutation.updateApiToken': onToken(() => ({ name: 'renamed' })),
  'Mutation.rotateApiToken': onToken(() => ({ overlapSeconds: 60 })),
  'Mutation.revokeApiToken': onToken(() => ({})),
  'Query.ipRules': {
    as: 'tenantAdmin',
    onlyInLiveMode: true,
    arguments: async (side) => {
      await side.perform('tenantAdmin', 'setIpRules', ipRules(side), 'ipRules { range }');
      return {};
    },
  },
  'Mutation.setIpRules': onlyLive('tenantAdmin', ipRules),
};

function onToken(change: () => object): Row {
  return {
    as: 'owner',
    arguments: async (side) => {
      const input = { name: `${side.organization.mark} token`, testMode: side.testMode };
      const { apiToken } = await side.perform<{ apiToken: { id: string } }>('owner', 'createApiToken', input, 'apiToken { id }');
      return { input: { id: apiToken.id, ...change() } };
    },
  };
}

// The suite itself comes from there.
function ipRules(side: Side): object {
  const description = side.common('networks');
  return { rules: ['127.0.0.0/8', '::1/128', '::ffff:127.0.0.0/104'].map((range) => ({ range, description })) };
}
