import type { Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations of addons about what prices would have come to are called. */
export const simulationsRows: Rows = {
  'Query.addonSimulation': {
    as: 'tenantAdmin',
    isOfWholeTenant: true,
    arguments: async (side) => ({ id: await simulated(side) }),
  },
  'Query.addonSimulations': { as: 'tenantAdmin', isOfWholeTenant: true },
  'Subscription.addonSimulationProgress': { as: 'tenantAdmin', arguments: async (side) => ({ id: await simulated(side) }) },
  'Mutation.simulateAddonChange': { as: 'tenantAdmin', arguments: (side) => ({ input: supposition(side) }) },
  'Mutation.cancelAddonSimulation': {
    as: 'tenantAdmin',
    overtaken: 'a simulation of so few purchases is over before anybody can cancel it',
    arguments: async (side) => ({ input: { id: await simulated(side) } }),
  },
};

async function simulated(side: Side): Promise<string> {
  const { simulation } = await side.perform<{ simulation: { id: string } }>(
    'tenantAdmin',
    'simulateAddonChange',
    supposition(side),
    'simulation { id }',
  );
  await side.runJob('addons', 'addons.run-simulations');
  return simulation.id;
}

function supposition({ ids, clock }: Side): object {
  return { from: '2026-03-01T00:00:00Z', until: clock.now().toISOString(), changedAddon: { id: ids.ownAddon, amount: '9.50' } };
}
