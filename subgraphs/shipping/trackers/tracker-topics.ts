import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Under which the trackers of an organization are announced and watched. */
export const TRACKERS_TOPIC = 'trackers';

/** Under which one tracker is announced and watched. */
export function trackerTopic(id: Uuid): string {
  return `tracker-${id}`;
}

/** Wakes, once this transaction has committed, whoever watches the tracker or the trackers of its organization. */
export function announceTracker(transaction: Transaction, tracker: { id: Uuid; organizationId: Uuid }): void {
  transaction.announce(TRACKERS_TOPIC, tracker.organizationId);
  transaction.announce(trackerTopic(tracker.id), tracker.organizationId);
}
