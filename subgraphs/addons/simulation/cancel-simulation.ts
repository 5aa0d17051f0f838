import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { lockSimulation, type AddonSimulation } from './addon-simulation.query.ts';
import { requireMarketplace } from './simulate-addon-change.ts';
import { SimulationOverError } from './simulation.errors.ts';
import { keepSimulation } from './simulation-job.ts';

/** Ends a simulation that is not over; what it came to so far stays. Throws NotFoundError, SimulationOverError. */
export async function cancelSimulation(context: RequestContext, command: { id: Uuid }): Promise<AddonSimulation> {
  requireMarketplace(context);
  return context.session.transaction(async (transaction) => {
    const simulation = await lockSimulation(transaction, command.id);
    if (!simulation) throw new NotFoundError('The simulation', 'id');
    if (simulation.finishedAt) throw new SimulationOverError();
    const at = context.clock.now();
    const cancelled: AddonSimulation = { ...simulation, state: 'cancelled', finishedAt: at };
    await keepSimulation(transaction, cancelled, { at });
    const resource = { resourceType: 'addon_simulation', resourceId: command.id, organizationId: null };
    transaction.audit({ action: 'addon_simulation.cancelled', ...resource, ...auditFacts(context) });
    return cancelled;
  });
}
