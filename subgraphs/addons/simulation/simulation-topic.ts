/** Under which the progress of a simulation is announced and watched, followed by its id. */
export const SIMULATION_TOPIC = 'addon-simulation/';
