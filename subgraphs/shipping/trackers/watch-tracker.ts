import { requireOrganization, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { liveTopic } from '../../../platform/events/live-topic.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { TRACKERS_TOPIC, trackerTopic } from './tracker-topics.ts';
import { findLatestTracker, findTrackers, type TrackerRow } from './trackers.query.ts';

/** Wakes at once and after each change of the tracker, or of any of the organization's; refused like `presentTracker`. */
export async function watchTracker(context: RequestContext, asked: Uuid | undefined): Promise<AsyncIterable<undefined>> {
  await presentTracker(context, asked);
  const organizationId = requireOrganization(context);
  const place = { tenantId: requireTenant(context).id, organizationId, testMode: context.identity.testMode };
  return context.topics.watch(liveTopic(asked ? trackerTopic(asked) : TRACKERS_TOPIC, place));
}

/** A tracker as it is now, or the one that changed last; throws NotFoundError for one that is not in view. */
export async function presentTracker(context: RequestContext, asked: Uuid | undefined): Promise<TrackerRow | null> {
  if (!asked) return (await findLatestTracker(context.session)) ?? null;
  const [tracker] = await findTrackers(context.session, [asked]);
  if (!tracker) throw new NotFoundError('The tracker', 'trackerId');
  return tracker;
}
