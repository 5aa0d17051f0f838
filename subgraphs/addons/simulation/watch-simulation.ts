import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { AddonSimulation } from './addon-simulation.query.ts';
import { requireMarketplace } from './simulate-addon-change.ts';
import { SIMULATION_TOPIC } from './simulation-topic.ts';
import { loadSimulation } from './simulations.loaders.ts';

/** Wakes at once and whenever a simulation gets on; refused like `presentSimulation`, before anything is watched. */
export async function watchSimulation(context: RequestContext, id: Uuid): Promise<AsyncIterable<undefined>> {
  await presentSimulation(context, id);
  return context.topics.watch(`${SIMULATION_TOPIC}${id}`);
}

/** A simulation as it is now. Throws NotFoundError, ForbiddenError. */
export async function presentSimulation(context: RequestContext, id: Uuid): Promise<AddonSimulation> {
  requireMarketplace(context);
  const simulation = await loadSimulation(context, id);
  if (!simulation) throw new NotFoundError('The simulation', 'id');
  return simulation;
}
