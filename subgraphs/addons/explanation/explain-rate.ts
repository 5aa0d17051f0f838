import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { findAddonsAt, type AddonSnapshot, type AddonVersion } from '../addons/addon-version.query.ts';
import type { AddonCharge } from '../pricing/price-rate.ts';
import { loadRatePrice } from '../pricing/pricing.loaders.ts';
import type { RatePrice } from '../pricing/rate-price.query.ts';

/** Why an addon was not charged on a rate; the keys are the names in the API. */
export const SKIP_REASONS = {
  DELETED: 'deleted',
  INACTIVE: 'inactive',
  NOT_YET_EFFECTIVE: 'not_yet_effective',
  NO_LONGER_EFFECTIVE: 'no_longer_effective',
  OTHER_ORGANIZATION: 'other_organization',
  OTHER_CARRIER: 'other_carrier',
  OTHER_SERVICE: 'other_service',
  OTHER_CONNECTION: 'other_connection',
  CURRENCY_MISMATCH: 'currency_mismatch',
} as const;
export type SkipReason = (typeof SKIP_REASONS)[keyof typeof SKIP_REASONS];

/** An addon that there was when a rate was priced, and what became of it: charged, or skipped for a reason. */
export interface Consideration {
  addonId: Uuid;
  addonVersion: number;
  name: string;
  charge: AddonCharge | null;
  skipReason: SkipReason | null;
}

/** How the price of a rate came about. */
export interface RateExplanation {
  price: RatePrice;
  /** In the order in which addons are charged. */
  considerations: Consideration[];
}

/**
 * Explains a pinned price by the addons as they stood when it was pinned, whatever became of them since. What was charged is read
 * from the pin; only why the others were not is judged again. Throws NotFoundError for rates that were never priced.
 */
export async function explainRate(context: RequestContext, query: { rateId: Uuid }): Promise<RateExplanation> {
  requireTenant(context);
  const price = await loadRatePrice(context, query.rateId);
  if (!price) throw new NotFoundError('The rate', 'rateId');
  const charges = new Map(price.charges.map((charge) => [charge.addonId, charge]));
  const versions = await findAddonsAt(context.session, price.pricedAt);
  return { price, considerations: versions.map((version) => consideration(version, charges.get(version.addonId), price)) };
}

function consideration(
  { addonId, version, snapshot }: AddonVersion,
  charge: AddonCharge | undefined,
  price: RatePrice,
): Consideration {
  if (charge) return { addonId, addonVersion: charge.addonVersion, name: charge.name, charge, skipReason: null };
  return { addonId, addonVersion: version, name: snapshot.name, charge: null, skipReason: skipReason(snapshot, price) };
}

// The first reason in the order in which pricing asks.
function skipReason(addon: AddonSnapshot, price: RatePrice): SkipReason {
  if (addon.deletedAt) return 'deleted';
  if (!addon.active) return 'inactive';
  if (!aimsAt(addon.organizations, price.organizationId)) return 'other_organization';
  if (addon.effectiveUntil && new Date(addon.effectiveUntil) <= price.pricedAt) return 'no_longer_effective';
  if (addon.effectiveFrom && new Date(addon.effectiveFrom) > price.pricedAt) return 'not_yet_effective';
  if (!aimsAt(addon.carriers, price.carrierName)) return 'other_carrier';
  if (!aimsAt(addon.services, price.service)) return 'other_service';
  if (!aimsAt(addon.carrierAccounts, price.connectionId)) return 'other_connection';
  // Whatever else kept it out was decided in the very moment of pricing: it did not hold yet.
  return addon.currency && addon.currency !== price.totalCharge.currency ? 'currency_mismatch' : 'not_yet_effective';
}

function aimsAt(targets: readonly string[], target: string): boolean {
  return targets.length === 0 || targets.includes(target);
}
