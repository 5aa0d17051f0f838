import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { liveTopic } from '../../../platform/events/live-topic.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { USAGE_TOPIC } from './announce-usage.ts';
import { currentUsage } from './current-usage.ts';

/** Wakes at once and after usage of the entity's organization was recorded; refused like `currentUsage`, before anything is watched. */
export async function watchCurrentUsage(context: RequestContext, entityId: Uuid): Promise<AsyncIterable<undefined>> {
  const { organizationId } = await currentUsage(context, entityId);
  const place = { tenantId: requireTenant(context).id, organizationId, testMode: context.identity.testMode };
  return context.topics.watch(liveTopic(USAGE_TOPIC, place));
}
