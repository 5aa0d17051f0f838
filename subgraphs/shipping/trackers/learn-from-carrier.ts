import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { TrackAnswer } from '../carriers/carrier-exchanges.ts';
import { nextPollAt, POLL_TRACKERS } from './poll-schedule.ts';
import { recordPoll } from './polls.query.ts';
import { recordScans } from './record-scans.ts';
import type { LockedTracker } from './trackers.query.ts';

/** What a carrier said of a parcel, asked or by itself. */
export interface CarrierWord {
  /** Held by the caller. */
  tracker: LockedTracker;
  answer: TrackAnswer;
  /** What is said to happen later has not happened. */
  askedAt: Date;
}

/** Files what a carrier said of a parcel and moves it along; the carrier is asked again when it is likely to know more. */
export async function learnFromCarrier(
  context: RequestContext,
  transaction: Transaction,
  { tracker, answer, askedAt }: CarrierWord,
): Promise<void> {
  const scans = answer.scans.filter(({ occurredAt }) => occurredAt <= askedAt);
  const recorded = await recordScans(context, transaction, tracker, scans, { isStrict: false });
  const { estimatedDelivery } = answer;
  const next = nextPollAt(recorded.tracker, askedAt, 0);
  await recordPoll(transaction, tracker.id, { failedPolls: 0, estimatedDelivery, nextPollAt: next });
  if (next) transaction.expectWork({ job: POLL_TRACKERS, dueAt: next, now: askedAt });
}
