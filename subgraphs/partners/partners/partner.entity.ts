import { defineEntity, p, type Opt } from '@mikro-orm/core';
import type { BigNumber } from 'bignumber.js';
import { DecimalType } from '../../../platform/database/decimal-type.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { CommissionKind, CommissionRecurrence } from './commission-rule.ts';

/** Suspended partners keep their accounts and what they earned, but get no new accounts. */
export type PartnerStatus = 'active' | 'suspended';

/** Who refers or manages organizations of the tenant, and what they get for it. Belongs to one mode. */
export class Partner {
  id!: Uuid;
  testMode!: boolean;
  name!: string;
  /** Unique in the tenant and mode. */
  slug!: string;
  contactEmail!: string;
  status!: PartnerStatus;
  /** Of its fixed commissions and its minimum; never changes. */
  currency!: string;
  commissionKind!: CommissionKind;
  /** 0.1 is 10 %; null unless the kind is percentage. */
  commissionRate!: BigNumber | null;
  /** In `currency`; null unless the kind is fixed. */
  commissionAmount!: BigNumber | null;
  commissionRecurrence!: CommissionRecurrence;
  /** How many months payments earn commission; null when there is no end, or only the first payment counts. */
  commissionMonths!: number | null;
  /** How long a commission stays pending after the payment that made it. */
  holdingPeriodDays!: number;
  /** In `currency`, for payouts in it; smaller sums wait for the next payout. */
  minimumPayoutAmount!: BigNumber;
  createdAt!: Date;
  updatedAt!: Date;
  version!: Opt<number>;
}

export const PartnerEntity = defineEntity({
  class: Partner,
  tableName: 'partners',
  properties: {
    id: p.uuid().primary(),
    testMode: p.boolean(),
    name: p.text(),
    slug: p.text(),
    contactEmail: p.text(),
    status: p.text().$type<PartnerStatus>(),
    currency: p.text(),
    commissionKind: p.text().$type<CommissionKind>(),
    commissionRate: p.type(new DecimalType('numeric(7,6)')).$type<BigNumber>().nullable(),
    commissionAmount: p.type(new DecimalType()).$type<BigNumber>().nullable(),
    commissionRecurrence: p.text().$type<CommissionRecurrence>(),
    commissionMonths: p.integer().nullable(),
    holdingPeriodDays: p.integer(),
    minimumPayoutAmount: p.type(new DecimalType()).$type<BigNumber>(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    version: p.integer().version(),
  },
});
