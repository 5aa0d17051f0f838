import { z } from 'zod';
import { defineEvent, MoneyData } from './envelope.ts';

/** Credits came in. */
export const CreditToppedUp = defineEvent(
  'credit.topped_up',
  1,
  z.object({ entityId: z.uuid(), grantId: z.uuid(), amount: MoneyData, balance: MoneyData }),
);
export type CreditToppedUpData = z.infer<typeof CreditToppedUp.data>;

/** The balance fell below a threshold; once a crossing. */
export const CreditThresholdReached = defineEvent(
  'credit.threshold.reached',
  1,
  z.object({ entityId: z.uuid(), threshold: MoneyData, balance: MoneyData }),
);
export type CreditThresholdReachedData = z.infer<typeof CreditThresholdReached.data>;

/** Nothing is left to spend. */
export const CreditExhausted = defineEvent('credit.exhausted', 1, z.object({ entityId: z.uuid(), balance: MoneyData }));
export type CreditExhaustedData = z.infer<typeof CreditExhausted.data>;

/** Credits ran out before they were spent; once a grant. */
export const CreditExpired = defineEvent(
  'credit.expired',
  1,
  z.object({ entityId: z.uuid(), amount: MoneyData, balance: MoneyData, grantIds: z.array(z.uuid()) }),
);

/** What is left of a grant runs out soon; once a grant. */
export const CreditExpiring = defineEvent(
  'credit.expiring',
  1,
  z.object({ entityId: z.uuid(), grantId: z.uuid(), remaining: MoneyData, expiresAt: z.iso.datetime() }),
);

/** What was left of a grant was taken back, or refunded. */
export const CreditVoided = defineEvent(
  'credit.voided',
  1,
  z.object({ entityId: z.uuid(), grantId: z.uuid(), amount: MoneyData, balance: MoneyData }),
);

/** Credits were not bought, because their payment failed. */
export const CreditPurchaseFailed = defineEvent(
  'credit.purchase.failed',
  1,
  z.object({ entityId: z.uuid(), purchaseId: z.uuid(), price: MoneyData, failureCode: z.string(), isAutomatic: z.boolean() }),
);

/** What was spent has reached a share of a limit; once a share and period of the limit. */
export const CreditLimitLevelReached = defineEvent(
  'credit.limit.level_reached',
  1,
  z.object({
    limitId: z.uuid(),
    organizationId: z.uuid(),
    /** Whom it limits: the organization, narrowed to the entity, team and person that are named. */
    entityId: z.uuid().nullable(),
    teamId: z.uuid().nullable(),
    userId: z.uuid().nullable(),
    /** The month, e.g. `2026-03`, or `total`. */
    period: z.string(),
    /** In percent of the limit. */
    level: z.number().int().positive(),
    limit: MoneyData,
    used: MoneyData,
  }),
);
