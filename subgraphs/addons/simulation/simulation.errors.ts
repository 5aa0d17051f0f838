import { DomainError } from '../../../platform/errors/domain-error.ts';

/** As many simulations as a marketplace may have at once are not over yet. */
export class TooManySimulationsError extends DomainError {
  readonly code = 'TOO_MANY_SIMULATIONS';

  constructor(most: number) {
    super(`${most} simulations are running or waiting; let one end or cancel it.`);
  }
}

/** A simulation that is over cannot be cancelled. */
export class SimulationOverError extends DomainError {
  readonly code = 'SIMULATION_OVER';

  constructor() {
    super('The simulation is over.', { field: 'id' });
  }
}
