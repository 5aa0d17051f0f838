import { defineEntity, p, type Opt } from '@mikro-orm/core';
import type { BigNumber } from 'bignumber.js';
import { DecimalType } from '../../../platform/database/decimal-type.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { decimalString } from '../../../platform/money/money.ts';

/** Whether an entity may spend: `grace` still may while a payment is overdue, `suspended` may not. */
export type EntityStatus = 'active' | 'grace' | 'suspended';

/** What happens to a purchase that its credits do not cover. */
export type ExhaustionPolicy = 'refuse' | 'invoice';

/** A legal entity of an organization: the one that pays, in one currency and one time zone. */
export class BillingEntity {
  id!: Uuid;
  organizationId!: Uuid;
  testMode!: boolean;
  name!: string;
  /** ISO 3166-1 alpha-2. */
  country!: string;
  /** Fixed for life: its credits are in it. */
  currency!: string;
  /** IANA name; periods are cut in it. */
  timeZone!: string;
  billingEmail!: string | null;
  status!: EntityStatus;
  /** When grace ends, or ended before the suspension that followed; null when payments have nothing to do with the status. */
  graceEndsAt!: Date | null;
  exhaustionPolicy!: ExhaustionPolicy;
  /** Unspent credits at which a notice is given; null for the default notices. */
  lowBalanceThreshold!: BigNumber | null;
  /** Pays for the organization's members who have no default entity of their own. */
  isDefault!: boolean;
  createdAt!: Date;
  version!: Opt<number>;

  /** What the audit log keeps of it. */
  snapshot(): Record<string, unknown> {
    return {
      name: this.name,
      country: this.country,
      currency: this.currency,
      timeZone: this.timeZone,
      billingEmail: this.billingEmail,
      status: this.status,
      exhaustionPolicy: this.exhaustionPolicy,
      lowBalanceThreshold: this.lowBalanceThreshold ? decimalString(this.lowBalanceThreshold) : null,
      isDefault: this.isDefault,
    };
  }
}

export const BillingEntityEntity = defineEntity({
  class: BillingEntity,
  tableName: 'entities',
  properties: {
    id: p.uuid().primary(),
    organizationId: p.uuid(),
    testMode: p.boolean(),
    name: p.string(),
    country: p.string(),
    currency: p.string(),
    timeZone: p.string(),
    billingEmail: p.string().nullable(),
    status: p.string().$type<EntityStatus>(),
    graceEndsAt: p.datetime().nullable(),
    exhaustionPolicy: p.string().$type<ExhaustionPolicy>(),
    lowBalanceThreshold: p.type(new DecimalType()).$type<BigNumber>().nullable(),
    isDefault: p.boolean(),
    createdAt: p.datetime(),
    version: p.integer().version(),
  },
});
