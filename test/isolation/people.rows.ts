import { onlyLive, type Rows } from './row.ts';

/** How the operations of tenants about organizations, their people and their roles are called. */
export const peopleRows: Rows = {
  'Query.account': { as: 'tenantAdmin', arguments: ({ ids }) => ({ id: ids.organization }) },
  'Query.accounts': [
    { as: 'tenantAdmin', arguments: ({ organization }) => ({ filter: { search: organization.mark } }) },
    {
      as: 'tenantAdmin',
      arguments: async (side) => {
        await side.people.deletedOrganization();
        return { filter: { isDeleted: true } };
      },
    },
  ],
  'Query.invitations': {
    as: 'owner',
    arguments: async (side) => {
      await side.people.member();
      return { filter: { organizationId: side.ids.organization } };
    },
  },
  'Query.members': { as: 'owner', arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }) },
  'Query.me': { as: 'owner' },
  'Query.roles': { as: 'owner' },

  'Mutation.createOrganizationAccount': onlyLive('tenantAdmin', (side) => ({
    name: side.name('account'),
    slug: side.name('account'),
    ownerEmail: `${side.name('chief')}@mail.example`,
    inviteUsers: [{ email: `${side.name('clerk')}@mail.example`, roles: ['member'] }],
  })),
  'Mutation.updateOrganizationAccount': onlyLive('tenantAdmin', ({ ids, organization }) => ({
    id: ids.organization,
    name: `${organization.mark} goods and more`,
  })),
  'Mutation.disableOrganizationAccount': onlyLive('tenantAdmin', async (side) => ({
    id: await side.people.organization(),
    reason: side.text('reason'),
  })),
  'Mutation.enableOrganizationAccount': onlyLive('tenantAdmin', async (side) => ({ id: await side.people.organization() })),
  'Mutation.deleteOrganizationAccount': onlyLive('tenantAdmin', async (side) => ({ id: await side.people.organization() })),
  'Mutation.restoreOrganizationAccount': onlyLive('tenantAdmin', async (side) => ({
    id: await side.people.deletedOrganization(),
  })),
  'Mutation.inviteOrganizationUser': onlyLive('tenantAdmin', (side) => ({
    organizationId: side.ids.organization,
    email: `${side.name('clerk')}@mail.example`,
    roles: ['member'],
  })),
  'Mutation.updateOrganization': onlyLive('owner', ({ ids, organization }) => ({
    id: ids.organization,
    name: `${organization.mark} goods`,
  })),
  'Mutation.revokeInvitation': onlyLive('owner', async (side) => ({ id: (await side.people.invitation()).id })),
  'Mutation.resendInvitation': onlyLive('owner', async (side) => ({ id: (await side.people.invitation()).id })),
  'Mutation.changeMemberRoles': onlyLive('owner', async (side) => ({
    memberId: await side.people.member(),
    roles: ['developer'],
  })),
  'Mutation.removeMember': onlyLive('owner', async (side) => ({ memberId: await side.people.member() })),
  'Mutation.transferOrganizationOwnership': onlyLive('owner', async (side) => ({
    memberId: await side.people.member(),
    fromMemberId: await side.people.member('owner'),
  })),
  'Mutation.leaveOrganization': onlyLive('guest', async (side) => {
    await side.people.member();
    return { organizationId: side.ids.organization };
  }),
  'Mutation.createRole': onlyLive('tenantAdmin', (side) => ({
    name: side.common('role'),
    description: side.common('role'),
    permissions: ['view_shipments'],
  })),
  'Mutation.updateRole': onlyLive('tenantAdmin', async (side) => ({ id: await side.people.role(), name: side.common('role') })),
  'Mutation.deleteRole': onlyLive('tenantAdmin', async (side) => ({ id: await side.people.role() })),
};
