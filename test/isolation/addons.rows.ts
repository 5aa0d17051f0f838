import type { Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations of addons are called. */
export const addonsRows: Rows = {
  'Query.addon': { as: 'tenantAdmin', arguments: ({ ids }) => ({ id: ids.ownAddon }) },
  'Query.addons': { as: 'tenantAdmin', arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }) },
  'Query.addonApplications': [
    { as: 'tenantAdmin', arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }) },
    { as: 'tenantAdmin', arguments: async (side) => ({ filter: { shipmentId: await cancelledShipment(side) } }) },
  ],
  'Query.addonVersions': { as: 'tenantAdmin', arguments: ({ ids }) => ({ addonId: ids.ownAddon }) },
  'Query.addonApplicationTotals': {
    as: 'tenantAdmin',
    arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }),
  },
  'Query.commissions': [
    { as: 'tenantAdmin', arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }) },
    { as: 'tenantAdmin', arguments: async (side) => ({ filter: { shipmentId: await cancelledShipment(side) } }) },
  ],
  'Query.commissionTotals': { as: 'tenantAdmin', arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }) },
  'Query.addonApplicationsCsv': {
    as: 'tenantAdmin',
    arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }),
  },
  'Query.commissionsCsv': { as: 'tenantAdmin', arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }) },
  'Query.addonReconciliation': {
    as: 'tenantAdmin',
    arguments: () => ({ from: '2026-02-15T00:00:00Z', until: '2026-05-15T00:00:00Z' }),
  },
  'Query.explainRate': { as: 'tenantAdmin', arguments: ({ ids }) => ({ rateId: ids.rate }) },
  'Query.organizationAddonSummary': { as: 'tenantAdmin', arguments: ({ ids }) => ({ organizationId: ids.organization }) },
  'Query.platformCommissionSettings': { as: 'tenantAdmin' },
  'Mutation.createAddon': {
    as: 'tenantAdmin',
    arguments: (side) => ({
      input: {
        name: side.text('addon'),
        surchargeType: 'FIXED',
        amount: '0.07',
        currency: 'USD',
        organizations: [side.ids.organization],
        carrierAccounts: [side.ids.connection],
        carriers: ['ratesheet'],
        services: ['none'],
        acceptUnknownNames: true,
        billingMetadata: { note: side.text('note') },
        commissionRecipient: side.ids.organization,
        effectiveFrom: '2030-01-01T00:00:00Z',
        effectiveUntil: '2031-01-01T00:00:00Z',
      },
    }),
  },
  'Mutation.updateAddon': {
    as: 'tenantAdmin',
    arguments: (side) => ({ input: { id: side.ids.ownAddon, name: side.text('addon') } }),
  },
  'Mutation.deleteAddon': {
    as: 'tenantAdmin',
    arguments: async (side) => {
      const input = { name: side.text('addon'), surchargeType: 'FIXED', amount: '0.05', currency: 'USD', active: false };
      const made = await side.perform<{ addon: { id: string } }>('tenantAdmin', 'createAddon', input, 'addon { id }');
      return { input: { id: made.addon.id } };
    },
  },
  'Mutation.configurePlatformCommission': {
    as: 'tenantAdmin',
    arguments: () => ({ input: { defaultCommissionRate: '0.1100' } }),
  },
  'Mutation.setOrganizationCommission': {
    as: 'tenantAdmin',
    arguments: ({ ids }) => ({
      input: { organizationId: ids.organization, customCommissionRate: '0.1600', commissionOverride: true },
    }),
  },
};

/** A shipment whose label was taken back, with its addons and commission. */
async function cancelledShipment(side: Side): Promise<string> {
  const { id: shipmentId } = await side.shipment();
  await side.perform('owner', 'cancelShipment', { shipmentId }, 'shipment { id }');
  await side.settle();
  return shipmentId;
}
