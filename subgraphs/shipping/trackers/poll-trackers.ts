import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { connectionFacts } from '../connections/connection-facts.ts';
import { inTheNameOf } from '../held-work/in-the-name-of.ts';
import { learnFromCarrier } from './learn-from-carrier.ts';
import { nextPollAt, POLL_HOLD_MS, POLL_JOB_EVERY_MS, POLL_TRACKERS } from './poll-schedule.ts';
import { hasPolledTrackers, postponePolls, recordPoll, takeDueTrackers, type DueTracker } from './polls.query.ts';
import { lockTracker } from './trackers.query.ts';

const BATCH_SIZE = 50;

/** Asks carriers what became of parcels that are on their way, connection by connection side by side. */
export const pollTrackers: ScheduledJob = {
  name: POLL_TRACKERS,
  everyMs: POLL_JOB_EVERY_MS,
  async run(context) {
    for (;;) {
      const now = context.clock.now();
      const heldUntil = new Date(now.getTime() + POLL_HOLD_MS);
      const due = await takeDueTrackers(context.session, BATCH_SIZE, { now, heldUntil });
      const byConnection = Map.groupBy(due, ({ connection }) => connection.id);
      await Promise.all([...byConnection.values()].map((trackers) => pollConnection(context, trackers)));
      if (due.length < BATCH_SIZE) return (await hasPolledTrackers(context.session)) ? 'unfinished' : 'done';
    }
  },
};

/** Asks a connection for one parcel after the other. Once it fails the rest is left for later, each in its turn. */
async function pollConnection(context: RequestContext, trackers: readonly DueTracker[]): Promise<void> {
  for (const [index, tracker] of trackers.entries()) {
    if (await pollTracker(context, tracker)) continue;
    const rest = trackers.slice(index + 1).map(({ id }) => id);
    if (rest.length > 0)
      await postponePolls(context.session, rest, nextPollAt(tracker, context.clock.now(), tracker.failedPolls + 1));
    return;
  }
}

/** Whether the carrier answered; what it told is recorded, and what went wrong makes the tracker wait longer. */
async function pollTracker(context: RequestContext, due: DueTracker): Promise<boolean> {
  const asOrganization = inTheNameOf(context, { actor: context.identity.actor, userId: null, ...due });
  const [connection] = await connectionFacts(asOrganization, [due.connection]);
  const { trackingNumber, carrierName, carrierReference, createdAt: since } = due;
  const askedAt = context.clock.now();
  const request = { trackingNumber, carrierName, carrierReference, since, askedAt };
  const { result, usage } = await callCarrier(connection!, 'track', request);
  const failedPolls = 'answer' in result ? 0 : due.failedPolls + 1;
  await asOrganization.session.transaction(async (transaction) => {
    meterCarrierRequests(asOrganization, transaction, { organizationId: due.organizationId, usage });
    const tracker = await lockTracker(transaction, due.id);
    if (!tracker) return;
    if ('answer' in result) return learnFromCarrier(asOrganization, transaction, { tracker, answer: result.answer, askedAt });
    const next = nextPollAt(tracker, askedAt, failedPolls);
    await recordPoll(transaction, due.id, { failedPolls, estimatedDelivery: null, nextPollAt: next });
  });
  return failedPolls === 0;
}
