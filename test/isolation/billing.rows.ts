import type { Rows } from './row.ts';
import { meteredInvoice, overdrawn } from './usage.rows.ts';

/** How the operations of billing are called. */
export const billingRows: Rows = {
  'Query.organizationCreditStatus': { as: 'owner', arguments: ({ ids }) => ({ organizationId: ids.organization }) },
  'Query.entities': { as: 'owner', arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }) },
  'Query.entity': { as: 'owner', arguments: ({ ids }) => ({ id: ids.entity }) },
  'Query.currentUsage': [
    { as: 'owner', arguments: ({ ids }) => ({ entityId: ids.entity }) },
    { as: 'owner', arguments: async (side) => ({ entityId: await overdrawn(side) }) },
  ],
  'Query.usageEvents': [
    { as: 'owner', arguments: ({ ids }) => ({ filter: { entityId: ids.entity } }) },
    { as: 'owner', arguments: async (side) => ({ filter: { entityId: await overdrawn(side) } }) },
  ],
  'Query.invoices': { as: 'owner', arguments: ({ ids }) => ({ filter: { organizationId: ids.organization } }) },
  'Query.invoice': [
    { as: 'owner', arguments: ({ ids }) => ({ id: ids.invoice }) },
    { as: 'owner', arguments: async (side) => ({ id: await meteredInvoice(side) }) },
  ],
  'Query.usageRates': { as: 'owner', arguments: ({ ids }) => ({ filter: { entityId: ids.entity } }) },
  'Query.ledgerAccounts': {
    as: 'tenantAdmin',
    isOfWholeTenant: true,
    arguments: ({ ids }) => ({ filter: { entityId: ids.entity } }),
  },
  'Query.ledgerTransactions': {
    as: 'tenantAdmin',
    isOfWholeTenant: true,
    arguments: async (side) => {
      await side.runJob('billing', 'billing.seal-ledger');
      return { filter: { entityId: side.ids.entity } };
    },
  },
  'Query.ledgerProof': { as: 'tenantAdmin', isOfWholeTenant: true, arguments: () => ({ first: 1 }) },
  'Subscription.billingStatusChanged': [
    { as: 'owner', arguments: ({ ids }) => ({ entityId: ids.entity }) },
    { as: 'owner', arguments: ({ ids }) => ({ entityId: ids.account }) },
  ],

  'Mutation.createEntity': {
    as: 'owner',
    arguments: (side) => ({
      input: {
        organizationId: side.ids.organization,
        name: side.text('entity'),
        country: 'US',
        currency: 'USD',
        timeZone: 'UTC',
        billingEmail: `bills@${side.mark}.example`,
      },
    }),
  },
  'Mutation.updateEntity': {
    as: 'owner',
    arguments: (side) => ({ input: { entityId: side.ids.entity, name: side.text('entity') } }),
  },
  'Mutation.setEntityMember': {
    as: 'owner',
    arguments: ({ ids }) => ({ input: { entityId: ids.entity, userId: ids.ownerUser, creditLimit: '4000.00' } }),
  },
  'Mutation.grantCredits': {
    as: 'tenantAdmin',
    arguments: (side) => ({
      input: {
        entityId: side.ids.entity,
        amount: { amount: '17.00', currency: 'USD' },
        kind: 'PROMOTIONAL',
        idempotencyKey: side.text('grant'),
      },
    }),
  },
  'Mutation.setUsageRate': {
    as: 'tenantAdmin',
    arguments: ({ ids }) => ({
      input: {
        organizationId: ids.organization,
        entityId: ids.entity,
        eventType: 'project_posted',
        unitPrice: { amount: '11.00', currency: 'USD' },
      },
    }),
  },
  'Mutation.generateInvoice': {
    as: 'tenantAdmin',
    arguments: async (side) => {
      await side.shipment();
      await side.settle();
      return { input: side.unbilledPeriod() };
    },
  },
  'Mutation.finalizeInvoice': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { invoiceId: await side.draftInvoice() } }),
  },
  'Mutation.voidInvoice': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { invoiceId: await side.draftInvoice() } }),
  },
  'Mutation.payInvoice': {
    as: 'owner',
    isPaying: true,
    arguments: async (side) => ({
      input: { invoiceId: await side.openInvoice(), paymentMethodToken: 'pm_sandbox_ok', idempotencyKey: side.text('key') },
    }),
  },
  'Mutation.settleSandboxPayment': {
    as: 'tenantAdmin',
    arguments: async (side) => ({
      input: { paymentId: (await side.payment('pending')).id, outcome: 'SUCCEEDED', callbackId: side.text('callback') },
    }),
  },
};
