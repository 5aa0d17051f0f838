import { z } from 'zod';
import { defineEvent, MoneyData } from './envelope.ts';

const OrderData = z.object({
  orderId: z.uuid(),
  source: z.string(),
  externalId: z.string().nullable(),
  number: z.string().nullable(),
  status: z.enum(['unfulfilled', 'partial', 'fulfilled', 'delivered', 'cancelled']),
  /** What its lines are worth together; null where none says. */
  value: MoneyData.nullable(),
});

/** Somebody wants something sent. */
export const OrderCreated = defineEvent('order.created', 1, OrderData);

/** What the order says was changed, or how far it has come, short of being fulfilled or cancelled. */
export const OrderUpdated = defineEvent('order.updated', 1, OrderData);

/** Labels were bought for all of it. Told again when one of them was cancelled and bought anew. */
export const OrderFulfilled = defineEvent('order.fulfilled', 1, OrderData);

/** It will not be sent. */
export const OrderCancelled = defineEvent('order.cancelled', 1, OrderData);
