import type { Row, Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations of partners are called. */
export const partnersRows: Rows = {
  'Query.partner': { as: 'partner', arguments: ({ ids }) => ({ id: ids.partner }) },
  'Query.partners': { as: 'partner' },
  'Query.partnerAccount': { as: 'partner', arguments: ({ ids }) => ({ id: ids.partnerAccount }) },
  'Query.partnerAccounts': { as: 'partner', arguments: ({ ids }) => ({ filter: { partnerId: ids.partner } }) },
  'Query.partnerCommission': { as: 'partner', arguments: ({ ids }) => ({ id: ids.commission }) },
  'Query.partnerCommissionEvents': { as: 'partner', arguments: ({ ids }) => ({ filter: { partnerId: ids.partner } }) },
  'Query.partnerPayout': { as: 'partner', arguments: ({ ids }) => ({ id: ids.payout }) },
  'Query.partnerPayouts': { as: 'partner', arguments: ({ ids }) => ({ filter: { partnerId: ids.partner } }) },
  'Query.partnerRevenueMetrics': { as: 'partner', arguments: ({ ids }) => ({ partnerId: ids.partner }) },
  'Query.payoutProof': { as: 'partner', arguments: ({ ids }) => ({ partnerId: ids.partner }) },

  'Mutation.createPartner': {
    as: 'tenantAdmin',
    arguments: (side) => ({
      input: {
        name: side.text('partner'),
        slug: side.text('slug'),
        contactEmail: `new@${side.mark}.example`,
        currency: 'USD',
        commissionRule: { kind: 'FIXED', amount: '1.00', recurrence: 'RECURRING', recurringMonths: 3 },
      },
    }),
  },
  'Mutation.updatePartner': {
    as: 'tenantAdmin',
    arguments: (side) => ({ input: { id: side.ids.partner, name: `${side.organization.tenant.mark} renamed` } }),
  },
  'Mutation.assignPartnerAccount': {
    as: 'tenantAdmin',
    arguments: async (side) => ({
      input: { partnerId: side.ids.partner, organizationId: await side.people.organization(), relationship: 'MANAGES' },
    }),
  },
  'Mutation.approvePartnerCommission': onCommission((id) => ({ id })),
  'Mutation.rejectPartnerCommission': onCommission((id, side) => ({ id, reason: side.text('reason') })),
  'Mutation.reversePartnerCommission': [
    onCommission((id, side) => ({ id, reason: side.text('reason') })),
    {
      as: 'tenantAdmin',
      arguments: async (side) => ({ input: { id: await side.paidCommission(), reason: side.text('reason') } }),
    },
  ],
  'Mutation.createPayoutBatch': {
    as: 'tenantAdmin',
    arguments: async (side) => {
      await side.perform('tenantAdmin', 'approvePartnerCommission', { id: await side.commission() }, 'commission { id }');
      return { input: { partnerId: side.ids.partner, notes: side.text('notes') } };
    },
  },
  'Mutation.releasePayout': onPayout((id) => ({ id })),
  'Mutation.startPayout': onPayout((id) => ({ id })),
  'Mutation.completePayout': onPayout((id, side) => ({ id, paymentReference: side.text('wire') })),
  'Mutation.failPayout': onPayout((id, side) => ({ id, reason: side.text('reason') })),
  'Mutation.cancelPayout': onPayout((id, side) => ({ id, reason: side.text('reason') })),
  'Mutation.endPartnerAccount': { as: 'tenantAdmin', arguments: ({ ids }) => ({ input: { id: ids.partnerAccount } }) },
};

function onCommission(input: (id: string, side: Side) => object): Row {
  return { as: 'tenantAdmin', arguments: async (side) => ({ input: input(await side.commission(), side) }) };
}

function onPayout(input: (id: string, side: Side) => object): Row {
  return { as: 'tenantAdmin', arguments: async (side) => ({ input: input(await side.payout(), side) }) };
}
