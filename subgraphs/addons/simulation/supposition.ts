import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { StoredCommissionSettings } from '../commission/commission-rule.query.ts';
import type { PricedAddon } from '../pricing/price-rate.ts';

/** How an addon is supposed to be otherwise; the keys are the names in the API. */
export const ADDON_CHANGE_KINDS = { CREATED: 'created', UPDATED: 'updated', DELETED: 'deleted' } as const;
export type AddonChangeKind = (typeof ADDON_CHANGE_KINDS)[keyof typeof ADDON_CHANGE_KINDS];

/** An addon as pricing sees it, and what decides whether and when it is charged. */
export interface StandingAddon {
  addon: PricedAddon;
  order: number;
  /** Empty means every organization. */
  organizations: readonly Uuid[];
}

/** An addon that is supposed to have been otherwise over the whole period; its effective dates are left aside. */
export interface SupposedAddon {
  kind: AddonChangeKind;
  addonId: Uuid;
  /** Null when it is supposed not to be charged: deleted, or inactive. */
  standing: StandingAddon | null;
}

/** What a simulation supposes, as it is stored: decimals as text. */
export interface Supposition {
  addon: SupposedAddon | null;
  /** The settings to reckon with: those supposed, or those in force when the simulation was asked for. Null when there are none. */
  settings: StoredCommissionSettings | null;
  areSettingsSupposed: boolean;
}
