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
