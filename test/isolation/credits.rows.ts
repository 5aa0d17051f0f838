import type { Row, Rows } from './row.ts';
import type { Side } from './world/side.ts';
import { staffedTeam } from './teams.rows.ts';
import { overdrawn } from './usage.rows.ts';

/** How the operations of billing about credits that are bought, spent and moved are called. */
export const creditRows: Rows = {
  'Query.creditPackages': {
    as: 'owner',
    arguments: async (side) => {
      await offer(side);
      return {};
    },
  },
  'Query.creditUtilization': { as: 'owner', arguments: ({ ids }) => ({ entityId: ids.entity }) },
  'Query.creditForecast': { as: 'owner', arguments: ({ ids }) => ({ entityId: ids.entity }) },
  'Query.explainAmount': [
    { as: 'owner', arguments: async (side) => ({ id: await spent(side) }) },
    { as: 'owner', arguments: async (side) => ({ id: await usageLine(side) }) },
    { as: 'owner', arguments: async (side) => ({ id: await overage(side) }) },
  ],
  'Mutation.updateOrganizationCredit': {
    as: 'tenantAdmin',
    arguments: ({ ids }) => ({
      input: {
        organizationId: ids.organization,
        entityId: ids.account,
        creditBalance: { amount: '6.00', currency: 'USD' },
        spendingLimit: { amount: '90000.00', currency: 'USD' },
      },
    }),
  },
  'Mutation.createCreditPackage': ofTenant((side) => packageFacts(side)),
  'Mutation.updateCreditPackage': ofTenant(async (side) => ({ packageId: await offer(side), name: side.common('package') })),
  'Mutation.purchaseCredits': {
    as: 'owner',
    arguments: async (side) => ({ input: { ...order(side), packageId: await offer(side) } }),
  },
  'Mutation.refundCreditPurchase': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { purchaseId: await bought(side) } }),
  },
  'Mutation.voidCreditGrant': {
    as: 'tenantAdmin',
    arguments: async (side) => ({ input: { creditGrantId: await granted(side), reason: side.text('reason') } }),
  },
  'Mutation.transferCredits': {
    as: 'owner',
    arguments: (side) => ({
      input: {
        fromEntityId: side.ids.entity,
        toEntityId: side.ids.account,
        amount: { amount: '0.50', currency: 'USD' },
        idempotencyKey: side.text('key'),
      },
    }),
  },
  'Mutation.spendCredits': {
    as: 'owner',
    isSpending: true,
    arguments: async (side) => ({ input: { ...spend(side), teamId: await staffedTeam(side) } }),
  },
  'Mutation.setAutoTopUp': {
    as: 'owner',
    arguments: async (side) => ({ input: { ...terms(side), packageId: await offer(side) } }),
  },
};

function ofTenant(input: (side: Side) => object | Promise<object>): Row {
  return { as: 'tenantAdmin', isOfWholeTenant: true, arguments: async (side) => ({ input: await input(side) }) };
}

function packageFacts(side: Side): object {
  return {
    name: side.common('package'),
    description: side.common('offer'),
    credits: { amount: '50.00', currency: 'USD' },
    price: { amount: '40.00', currency: 'USD' },
  };
}

async function offer(side: Side): Promise<string> {
  const made = await side.perform<{ creditPackage: { id: string } }>(
    'tenantAdmin',
    'createCreditPackage',
    packageFacts(side),
    'creditPackage { id }',
  );
  return made.creditPackage.id;
}

function order(side: Side): object {
  return { entityId: side.ids.entity, paymentMethodToken: 'pm_sandbox_ok', idempotencyKey: side.text('key') };
}

async function bought(side: Side): Promise<string> {
  const input = { ...order(side), packageId: await offer(side) };
  const made = await side.perform<{ creditPurchase: { id: string } }>('owner', 'purchaseCredits', input, 'creditPurchase { id }');
  return made.creditPurchase.id;
}

async function granted(side: Side): Promise<string> {
  const made = await side.perform<{ creditGrant: { id: string } }>(
    'tenantAdmin',
    'grantCredits',
    {
      entityId: side.ids.entity,
      amount: { amount: '3.00', currency: 'USD' },
      kind: 'PROMOTIONAL',
      idempotencyKey: side.text('grant'),
    },
    'creditGrant { id }',
  );
  return made.creditGrant.id;
}

function spend(side: Side): object {
  const amount = { amount: '0.25', currency: 'USD' };
  return { entityId: side.ids.entity, amount, reason: side.text('reason'), idempotencyKey: side.text('key') };
}

async function spent(side: Side): Promise<string> {
  const made = await side.perform<{ creditSpend: { id: string } }>('owner', 'spendCredits', spend(side), 'creditSpend { id }');
  return made.creditSpend.id;
}

async function overage(side: Side): Promise<string> {
  const { edges } = await side.read<{ edges: { node: { id: string } }[] }>(
    'owner',
    'query ($id: ID!) { usageOverages(filter: { entityId: $id }) { edges { node { id } } } }',
    { id: await overdrawn(side) },
  );
  return edges[0]!.node.id;
}

async function usageLine(side: Side): Promise<string> {
  const { lines } = await side.read<{ lines: { id: string; kind: string }[] }>(
    'owner',
    'query ($id: ID!) { invoice(id: $id) { lines { id kind } } }',
    { id: side.ids.invoice },
  );
  return lines.find(({ kind }) => kind === 'USAGE')!.id;
}

function terms(side: Side): object {
  const nothing = { amount: '0.00', currency: 'USD' };
  return {
    entityId: side.ids.entity,
    threshold: nothing,
    monthlyCeiling: nothing,
    paymentMethodToken: 'pm_sandbox_ok',
    isEnabled: false,
  };
}
