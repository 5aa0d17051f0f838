import { defineEntity, p } from '@mikro-orm/core';
import type { BigNumber } from 'bignumber.js';
import { DecimalType } from '../../../platform/database/decimal-type.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { decimalString } from '../../../platform/money/money.ts';

/** How an addon's amount is meant; the keys are the names in the API. */
export const SURCHARGE_TYPES = { FIXED: 'fixed', PERCENTAGE: 'percentage' } as const;
export type SurchargeType = (typeof SURCHARGE_TYPES)[keyof typeof SURCHARGE_TYPES];

/** What a percentage is taken of. */
export const ADDON_BASES = { CARRIER_CHARGE: 'carrier_charge', RUNNING_TOTAL: 'running_total' } as const;
export type AddonBase = (typeof ADDON_BASES)[keyof typeof ADDON_BASES];

/** Whether a shipper sees the addon by name or only as part of the price. */
export const ADDON_VISIBILITIES = { VISIBLE: 'visible', FOLDED: 'folded' } as const;
export type AddonVisibility = (typeof ADDON_VISIBILITIES)[keyof typeof ADDON_VISIBILITIES];

/** A tenant's own charge on top of what a carrier asks, and the commission the platform or a partner organization has of it. */
export class Addon {
  id!: Uuid;
  testMode!: boolean;
  name!: string;
  active!: boolean;
  surchargeType!: SurchargeType;
  /** Money in `currency` when fixed; 5 is 5 % when a percentage. */
  amount!: BigNumber;
  currency!: string | null;
  base!: AddonBase;
  /** Addons are charged in ascending order; ties go to the older one. */
  order!: number;
  visibility!: AddonVisibility;
  /** Carrier names; empty means every carrier. The same holds for the three lists below. */
  carriers!: string[];
  services!: string[];
  /** Connection ids. */
  carrierAccounts!: Uuid[];
  organizations!: Uuid[];
  effectiveFrom!: Date | null;
  /** The first instant at which it no longer applies. */
  effectiveUntil!: Date | null;
  commissionEnabled!: boolean;
  /** 0.025 is 2.5 %; null leaves the rate to the platform's tiers and default. */
  commissionRate!: BigNumber | null;
  /** The organization that receives the commission; null when the platform does. */
  commissionRecipient!: Uuid | null;
  billingMetadata!: Record<string, unknown> | null;
  /** Counts the addon's changes from 1; every version is kept. */
  version!: number;
  createdAt!: Date;
  updatedAt!: Date;
  deletedAt!: Date | null;

  /** Everything that is a rule of this version, as plain JSON: what `addon_versions` and the audit log keep. */
  snapshot(): Record<string, unknown> {
    return {
      name: this.name,
      active: this.active,
      surchargeType: this.surchargeType,
      amount: decimalString(this.amount),
      currency: this.currency,
      base: this.base,
      order: this.order,
      visibility: this.visibility,
      carriers: this.carriers,
      services: this.services,
      carrierAccounts: this.carrierAccounts,
      organizations: this.organizations,
      effectiveFrom: this.effectiveFrom?.toISOString() ?? null,
      effectiveUntil: this.effectiveUntil?.toISOString() ?? null,
      commissionEnabled: this.commissionEnabled,
      commissionRate: this.commissionRate ? decimalString(this.commissionRate) : null,
      commissionRecipient: this.commissionRecipient,
      billingMetadata: this.billingMetadata,
      deletedAt: this.deletedAt?.toISOString() ?? null,
    };
  }
}

const decimalColumn = new DecimalType();
const rateColumn = new DecimalType('numeric(8,6)');

export const AddonEntity = defineEntity({
  class: Addon,
  tableName: 'addons',
  properties: {
    id: p.uuid().primary(),
    testMode: p.boolean(),
    name: p.string(),
    active: p.boolean(),
    surchargeType: p.string().$type<SurchargeType>(),
    amount: p.type(decimalColumn).$type<BigNumber>(),
    currency: p.string().nullable(),
    base: p.string().$type<AddonBase>(),
    order: p.integer().fieldName('sequence'),
    visibility: p.string().$type<AddonVisibility>(),
    carriers: p.array(),
    services: p.array(),
    carrierAccounts: p.array().columnType('uuid[]'),
    organizations: p.array().columnType('uuid[]'),
    effectiveFrom: p.datetime().nullable(),
    effectiveUntil: p.datetime().nullable(),
    commissionEnabled: p.boolean(),
    commissionRate: p.type(rateColumn).$type<BigNumber>().nullable(),
    commissionRecipient: p.uuid().nullable(),
    billingMetadata: p.json<Record<string, unknown>>().nullable(),
    version: p.integer(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    deletedAt: p.datetime().nullable(),
  },
});
