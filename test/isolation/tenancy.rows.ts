import { onlyLive, type Rows } from './row.ts';

const BRANDING = {
  logoUrl: 'https://cdn.example/logo.svg',
  primaryColor: '#102030',
  secondaryColor: '#405060',
  accentColor: '#708090',
};

/** How the operations of tenants about tenants themselves, their domains and their staff are called. */
export const tenancyRows: Rows = {
  'Query.tenants': { as: 'operator' },
  'Query.tenant': { as: 'operator', arguments: ({ ids }) => ({ id: ids.tenant }) },
  'Query.currentTenant': {
    as: 'tenantAdmin',
    arguments: async (side) => {
      await side.tenancy.domain({ isVerified: false });
      return {};
    },
  },
  'Query.tenantOfHost': {
    as: 'anyone',
    open: 'what an app shows before anybody has signed in',
    arguments: ({ organization }) => ({ host: `${organization.tenant.mark}.waybill.localhost` }),
  },
  'Query.staff': { as: 'tenantAdmin' },
  'Query.systemHealth': { as: 'operator' },

  'Mutation.createTenant': onlyLive('operator', (side) => ({
    name: side.text('tenant'),
    domain: side.text('domain'),
    adminEmail: `chief@${side.mark}.example`,
    carriers: ['ratesheet'],
  })),
  'Mutation.updateTenant': onlyLive('operator', ({ ids }) => ({
    id: ids.tenant,
    region: 'north',
    featureFlags: [{ name: 'drones', isEnabled: true }],
    branding: BRANDING,
  })),
  'Mutation.updateTenantBranding': onlyLive('tenantAdmin', () => ({ branding: { ...BRANDING, accentColor: '#0a0b0c' } })),
  'Mutation.suspendTenant': onlyLive('operator', async (side) => ({
    id: await side.tenancy.tenant(),
    reason: side.text('reason'),
  })),
  'Mutation.reactivateTenant': onlyLive('operator', async (side) => {
    const id = await side.tenancy.tenant();
    await side.perform('operator', 'suspendTenant', { id }, 'tenant { id }');
    return { id };
  }),
  'Mutation.deleteTenant': onlyLive('operator', async (side) => ({ id: await side.tenancy.tenant() })),
  'Mutation.restoreTenant': onlyLive('operator', async (side) => {
    const id = await side.tenancy.tenant();
    await side.perform('operator', 'deleteTenant', { id }, 'tenant { id }');
    return { id };
  }),
  'Mutation.addTenantDomain': onlyLive('tenantAdmin', (side) => ({ domain: `${side.common('app')}.example`, kind: 'APP' })),
  'Mutation.verifyTenantDomain': onlyLive('tenantAdmin', async (side) => ({
    domainId: await side.tenancy.domain({ isVerified: true }),
  })),
  'Mutation.setPrimaryTenantDomain': onlyLive('tenantAdmin', async (side) => ({
    domainId: await side.tenancy.domain({ isVerified: true }),
  })),
  'Mutation.removeTenantDomain': onlyLive('tenantAdmin', async (side) => ({
    domainId: await side.tenancy.domain({ isVerified: false }),
  })),
  'Mutation.inviteStaff': onlyLive('tenantAdmin', (side) => ({ email: `${side.common('clerk')}@mail.example` })),
  'Mutation.removeStaff': onlyLive('tenantAdmin', async (side) => ({ userId: await side.people.colleague() })),
};
