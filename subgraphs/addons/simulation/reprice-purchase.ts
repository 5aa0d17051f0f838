import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { toCommissionRule } from '../commission/commission-rule.query.ts';
import type { CommissionTerms } from '../commission/commission-rule.ts';
import { priceRate, type AddonCharge, type PricedAddon, type RateToPrice } from '../pricing/price-rate.ts';
import type { StandingAddon, Supposition } from './supposition.ts';

/** A purchase as it was charged. */
export interface ChargedPurchase {
  organizationId: Uuid;
  rate: RateToPrice;
  /** What was pinned and charged. */
  charges: readonly AddonCharge[];
  /** Shipments that the organization had bought before it in the month. */
  volume: number;
  /** The rate agreed with the organization at present; null unless it overrides everything else. */
  overrideRate: string | null;
}

/** The addons of past charges as they stood, by `versionKey`. */
export type StandingVersions = ReadonlyMap<string, StandingAddon>;

/** What addons and commission of a purchase come to. */
export interface AddonSums {
  revenue: Money;
  commission: Money;
}

/** What a purchase would have come to. */
export interface SupposedPrice extends AddonSums {
  /** Whether the supposed addon could not be charged because its currency is another one. */
  isSkipped: boolean;
  /** Commissions that the minimum raised above their rate. */
  minimumApplications: number;
}

/** By which a version of an addon is told from every other. */
export function versionKey(addonId: Uuid, version: number): string {
  return `${addonId} ${version}`;
}

/** What a purchase was really charged. */
export function chargedSums({ charges, rate }: ChargedPurchase): AddonSums {
  const { currency } = rate.carrierCharge;
  const sumOf = (amountOf: (charge: AddonCharge) => string): Money =>
    Money.sum(
      charges.map((charge) => Money.of(amountOf(charge), currency)),
      currency,
    );
  return { revenue: sumOf((charge) => charge.amount), commission: sumOf((charge) => charge.commissionAmount) };
}

/**
 * Prices a purchase again as if the supposition had held: every other addon is charged as it was, in the version it was charged in
 * and with its commission's rate frozen, unless settings are supposed that decide that rate. Without any difference it comes to
 * exactly what was charged.
 */
export function repricePurchase(purchase: ChargedPurchase, supposed: Supposition, versions: StandingVersions): SupposedPrice {
  const { rate, volume } = purchase;
  const { currency } = rate.carrierCharge;
  const rule = toCommissionRule({ settings: supposed.settings, overrideRate: overrideOf(purchase), monthVolume: volume });
  const { charges, skipped, addonTotal } = priceRate(rate, supposedAddons(purchase, supposed, versions), rule);
  const commissions = charges.map((charge) =>
    Money.of(keptCommission(charge, purchase, supposed) ?? charge.commissionAmount, currency),
  );
  const isRaised = (charge: AddonCharge, index: number): boolean =>
    charge.commissionRate !== null &&
    commissions[index]!.compare(Money.of(charge.amount, currency).percentage(charge.commissionRate).rounded()) > 0;
  return {
    revenue: addonTotal,
    commission: Money.sum(commissions, currency),
    isSkipped: skipped.length > 0,
    minimumApplications: charges.filter(isRaised).length,
  };
}

function supposedAddons(purchase: ChargedPurchase, supposed: Supposition, versions: StandingVersions): PricedAddon[] {
  const standing: StandingAddon[] = [];
  let chargedBefore: AddonCharge | undefined;
  for (const charge of purchase.charges) {
    if (charge.addonId === supposed.addon?.addonId) chargedBefore = charge;
    else standing.push(withTerms(versionOf(charge, versions), frozenTerms(charge, supposed)));
  }
  const change = supposed.addon?.standing;
  if (change && aimsAt(change, purchase.organizationId)) {
    const isFrozen = chargedBefore !== undefined && hasTermsOf(change.addon, versionOf(chargedBefore, versions).addon);
    standing.push(isFrozen ? withTerms(change, frozenTerms(chargedBefore!, supposed)) : change);
  }
  return standing
    .toSorted((left, right) => left.order - right.order || (left.addon.id < right.addon.id ? -1 : 1))
    .map(({ addon }) => addon);
}

function versionOf(charge: AddonCharge, versions: StandingVersions): StandingAddon {
  const standing = versions.get(versionKey(charge.addonId, charge.addonVersion));
  if (!standing) throw new Error(`version ${charge.addonVersion} of addon ${charge.addonId} was charged and is not there`);
  return standing;
}

// A rate that settings decided is decided again when other settings are supposed; every other stays frozen.
function frozenTerms(charge: AddonCharge, supposed: Supposition): CommissionTerms {
  const isBySettings = charge.ruleSource === 'volume_tier' || charge.ruleSource === 'platform_default';
  return {
    commissionEnabled: charge.commissionRate !== null,
    commissionRate: isBySettings && supposed.areSettingsSupposed ? null : charge.commissionRate,
    commissionRecipient: charge.recipient,
  };
}

function withTerms(standing: StandingAddon, terms: CommissionTerms): StandingAddon {
  return { ...standing, addon: { ...standing.addon, ...terms } };
}

function hasTermsOf(one: CommissionTerms, other: CommissionTerms): boolean {
  return one.commissionEnabled === other.commissionEnabled && one.commissionRate === other.commissionRate;
}

function aimsAt({ organizations }: StandingAddon, organizationId: Uuid): boolean {
  return organizations.length === 0 || organizations.includes(organizationId);
}

// Whether a rate was agreed then is told by what was charged; only where no commission was, the present agreement counts.
function overrideOf({ charges, overrideRate }: ChargedPurchase): string | null {
  const earning = charges.find((charge) => charge.commissionRate !== null);
  if (!earning) return overrideRate;
  return earning.ruleSource === 'organization_override' ? earning.commissionRate : null;
}

// The minimum of the past is not kept by itself, but what it made of an amount that stays is.
function keptCommission(charge: AddonCharge, purchase: ChargedPurchase, supposed: Supposition): string | undefined {
  if (supposed.areSettingsSupposed) return undefined;
  const before = purchase.charges.find(({ addonId }) => addonId === charge.addonId);
  const isSame = before?.amount === charge.amount && before.commissionRate === charge.commissionRate;
  return isSame ? before.commissionAmount : undefined;
}
