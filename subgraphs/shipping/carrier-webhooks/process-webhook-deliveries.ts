import { z } from 'zod';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import type { TrackAnswer } from '../carriers/carrier-exchanges.ts';
import { learnFromCarrier } from '../trackers/learn-from-carrier.ts';
import { TRACKER_STATUSES } from '../trackers/tracker-status.ts';
import { lockTracker } from '../trackers/trackers.query.ts';
import {
  countAttempt,
  findOpenDeliveries,
  findTrackersOfParcel,
  lockOpenDelivery,
  removeDeliveries,
  settleDelivery,
  type OpenDelivery,
} from './webhook-deliveries.query.ts';

/** The job that makes something of what carriers told; whoever receives a delivery expects it. */
export const PROCESS_DELIVERIES = 'shipping.process-webhook-deliveries';
const BATCH_SIZE = 100;
const MOST_ATTEMPTS = 5;
const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;

/** What carriers told by themselves becomes scans of parcels, as what they answer does, one delivery a transaction. */
export const processWebhookDeliveries: ScheduledJob = {
  name: PROCESS_DELIVERIES,
  everyMs: 2_000,
  async run(context) {
    for (;;) {
      const open = await findOpenDeliveries(context.session, BATCH_SIZE);
      for (const { id } of open) await processDelivery(context, id);
      if (open.length < BATCH_SIZE) return (await findOpenDeliveries(context.session, 1)).length > 0 ? 'unfinished' : 'done';
    }
  },
};

/** Forgets deliveries after three months; it comes by with the visit to all tenants. */
export const forgetWebhookDeliveries: ScheduledJob = {
  name: 'shipping.forget-webhook-deliveries',
  everyMs: DAY_MS,
  run: ({ session, clock }) => removeDeliveries(session, new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS)),
};

async function processDelivery(context: RequestContext, id: string): Promise<void> {
  try {
    await context.session.transaction(async (transaction) => {
      const delivery = await lockOpenDelivery(transaction, id);
      if (delivery) await learn(context, transaction, delivery);
    });
  } catch (error) {
    context.log.error({ err: error, delivery: id }, 'a delivery of a carrier could not be processed; it is tried again');
    await countAttempt(context.session, id, { most: MOST_ATTEMPTS, now: context.clock.now() });
  }
}

async function learn(context: RequestContext, transaction: Transaction, delivery: OpenDelivery): Promise<void> {
  const now = context.clock.now();
  const answer = Answer.parse(delivery.answer);
  const trackers = await findTrackersOfParcel(transaction, delivery);
  for (const { id } of trackers) {
    const tracker = await lockTracker(transaction, id);
    if (tracker) await learnFromCarrier(context, transaction, { tracker, answer, askedAt: now });
  }
  const isKnown = trackers.length > 0;
  await settleDelivery(transaction, delivery.id, {
    status: isKnown ? 'processed' : 'ignored',
    reason: isKnown ? null : 'UNKNOWN_TRACKER',
    now,
  });
}

const Answer: z.ZodType<TrackAnswer> = z.object({
  scans: z.array(
    z.object({
      status: z.enum(TRACKER_STATUSES),
      code: z.string(),
      description: z.string(),
      location: z.string().nullable(),
      occurredAt: z.coerce.date(),
    }),
  ),
  estimatedDelivery: z
    .string()
    .transform((text) => new Date(text))
    .nullable(),
});
