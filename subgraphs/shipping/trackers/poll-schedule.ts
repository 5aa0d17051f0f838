import type { TrackerStatus } from './tracker-status.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The job that asks carriers; whoever begins to track a parcel expects it. */
export const POLL_TRACKERS = 'poll-trackers';
/** How often it looks which parcels are due. */
export const POLL_JOB_EVERY_MS = 5 * MINUTE_MS;

/** How long a tracker that is being asked for is left alone by others. */
export const POLL_HOLD_MS = 5 * MINUTE_MS;

/** How long nothing may be heard of a parcel before it is no longer asked for. */
const SILENCE_MS = 90 * DAY_MS;
const LONGEST_BACKOFF_MS = 6 * HOUR_MS;
const FIRST_BACKOFF_MS = 5 * MINUTE_MS;

/** How often carriers are asked, by what is known: the nearer the door, the oftener. */
const INTERVAL_MS: Readonly<Partial<Record<TrackerStatus, number>>> = {
  out_for_delivery: 30 * MINUTE_MS,
  in_transit: 2 * HOUR_MS,
  picked_up: 2 * HOUR_MS,
  pending: 4 * HOUR_MS,
};
const USUAL_INTERVAL_MS = 6 * HOUR_MS;
const TEST_INTERVAL_MS = MINUTE_MS;

/** What is known of a tracker that decides when its carrier is asked next. */
interface PolledTracker {
  status: TrackerStatus;
  lastScanAt: Date;
  testMode: boolean;
}

/**
 * When the carrier of a tracker is asked next; null when it has nothing more to say, or has said nothing for three months. After failed
 * polls the wait doubles each time, from five minutes up to six hours. In test mode parcels live by the clock and are asked for each minute.
 */
export function nextPollAt({ status, lastScanAt, testMode }: PolledTracker, now: Date, failedPolls: number): Date | null {
  if (status === 'delivered' || status === 'cancelled') return null;
  if (now.getTime() - lastScanAt.getTime() > SILENCE_MS) return null;
  const interval = testMode ? TEST_INTERVAL_MS : (INTERVAL_MS[status] ?? USUAL_INTERVAL_MS);
  const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failedPolls - 1));
  return new Date(now.getTime() + (failedPolls > 0 ? backoff : interval));
}

/** When the carrier of a new tracker is asked first: not before it can know anything of a label that was made this minute. */
export function firstPollAt(now: Date, { hasLabel }: { hasLabel: boolean }): Date {
  return hasLabel ? new Date(now.getTime() + HOUR_MS) : now;
}

/** Whether a carrier has anything to say of parcels: behind a price list there is nobody to ask. */
export function isPolled({ carrier }: { carrier: string }): boolean {
  return carrier !== PRICE_LIST_CARRIER;
}

const PRICE_LIST_CARRIER = 'ratesheet';
