import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { findSimulations } from './addon-simulation.query.ts';
import { findSimulatedOrganizations, findSimulationTotals } from './simulation-sums.query.ts';

/** A simulation by id. */
export const loadSimulation = defineLoader(
  (context: RequestContext, ids) => findSimulations(context.session, ids),
  (simulation) => simulation.id,
);

/** What a simulation came to so far, one sum a currency. */
export const loadSimulationTotals = defineListLoader(
  (context: RequestContext, ids) => findSimulationTotals(context.session, ids),
  (sums) => sums.simulationId,
);

/** The organizations whose addons differ most in a simulation. */
export const loadSimulatedOrganizations = defineListLoader(
  (context: RequestContext, ids) => findSimulatedOrganizations(context.session, ids),
  (sums) => sums.simulationId,
);
