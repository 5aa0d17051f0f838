import type { CommissionTier } from '../commission/commission-rule.ts';
import type { AddonSimulation } from './addon-simulation.query.ts';
import type { SimulationSums } from './simulation-sums.query.ts';

/** What to look at before a supposed change is made; the keys are the names in the API. */
export const SIMULATION_WARNINGS = {
  PRICE_CLIFF: 'price_cliff',
  CURRENCY_SKIPPED: 'currency_skipped',
  MINIMUM_REACHED: 'minimum_reached',
  NOTHING_AFFECTED: 'nothing_affected',
} as const;
export type SimulationWarningKind = (typeof SIMULATION_WARNINGS)[keyof typeof SIMULATION_WARNINGS];

/** A warning, with how many shipments or applications it is about. */
export interface SimulationWarning {
  kind: SimulationWarningKind;
  message: string;
  /** The volume at which a cliff stands. */
  volumeThreshold: number | null;
  currency: string | null;
  /** Null where nothing is counted: a cliff stands wherever an organization gets to it. */
  count: number | null;
}

// Also how a carrier or service that is misspelt shows: names are free text, for an addon may be made before its carrier is connected.
const NOTHING_AFFECTED: SimulationWarning = {
  kind: 'nothing_affected',
  message: 'No shipment of the period would have come to anything else; look at the names of carriers and services.',
  volumeThreshold: null,
  currency: null,
  count: null,
};

/** The warnings of a simulation, by what it came to so far. */
export function simulationWarnings(
  { state, supposition }: AddonSimulation,
  totals: readonly SimulationSums[],
): SimulationWarning[] {
  const { settings } = supposition;
  const cliffs = settings ? priceCliffs(settings.tiers, settings.defaultRate) : [];
  const isIdle = state === 'completed' && totals.every(({ affectedShipments }) => affectedShipments === 0);
  return [...cliffs, ...totals.flatMap(skips), ...totals.flatMap(minimums), ...(isIdle ? [NOTHING_AFFECTED] : [])];
}

/**
 * Where a rate falls from one tier to the next. A tier holds for each shipment from its threshold on and not for those before it, so
 * what a month earns never falls; but the shipment that reaches the threshold earns less than the one before it.
 */
export function priceCliffs(tiers: readonly CommissionTier[], defaultRate: string): SimulationWarning[] {
  return tiers.flatMap(({ volumeThreshold, rate }, index) => {
    const before = tiers[index - 1]?.rate ?? defaultRate;
    if (Number(rate) >= Number(before)) return [];
    const message = `After ${volumeThreshold} shipments of a month the rate falls from ${before} to ${rate}: the next shipment earns less than the one before.`;
    return [{ kind: 'price_cliff', message, volumeThreshold, currency: null, count: null }];
  });
}

function skips({ currency, skippedShipments: count }: SimulationSums): SimulationWarning[] {
  if (count === 0) return [];
  const message = `On ${count} shipments in ${currency} the addon could not be charged: its amount is in another currency, and nothing is converted.`;
  return [{ kind: 'currency_skipped', message, volumeThreshold: null, currency, count }];
}

function minimums({ currency, minimumApplications: count }: SimulationSums): SimulationWarning[] {
  if (count === 0) return [];
  const message = `On ${count} applications in ${currency} the minimum is more than the rate comes to.`;
  return [{ kind: 'minimum_reached', message, volumeThreshold: null, currency, count }];
}
