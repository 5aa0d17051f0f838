import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { lockSimulation, updateSimulation, type AddonSimulation } from './addon-simulation.query.ts';
import { requireMarketplace } from './simulate-addon-change.ts';
import { SimulationOverError } from './simulation.errors.ts';
import { SIMULATION_TOPIC } from './simulation-topic.ts';

/** Ends a simulation that is not over; what it came to so far stays. Throws NotFoundError, SimulationOverError. */
export async function cancelSimulation(context: RequestContext, command: { id: Uuid }): Promise<AddonSimulation> {
  requireMarketplace(context);
  return context.session.transaction(async (transaction) => {
    const simulation = await lockSimulation(transaction, command.id);
    if (!simulation) throw new NotFoundError('The simulation', 'id');
    if (simulation.finishedAt) throw new SimulationOverError();
    const cancelled: AddonSimulation = { ...simulation, state: 'cancelled', finishedAt: context.clock.now() };
    await updateSimulation(transaction, cancelled);
    const resource = { resourceType: 'addon_simulation', resourceId: command.id, organizationId: null };
    transaction.audit({ action: 'addon_simulation.cancelled', ...resource, ...auditFacts(context) });
    transaction.announceTopic(`${SIMULATION_TOPIC}${command.id}`);
    return cancelled;
  });
}
