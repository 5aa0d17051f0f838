import { v5 } from 'uuid';
import type { z } from 'zod';
import { UsageApiRequestMade } from '../../../contracts/events/usage-events.ts';
import type { RecordApiRequests } from '../../../contracts/operations/usage-operations.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { UniqueViolationError } from '../../../platform/database/database-error.ts';
import type { PendingEvent } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

type Flush = z.infer<typeof RecordApiRequests.input>;

const GATEWAY_ACTOR = 'system/gateway';

/** Requests of one organization, or of a tenant's staff, in one mode, as a gateway counted them. */
export type ApiRequestCount = Omit<Flush['counts'][number], 'windowStart' | 'windowEnd'> & { windowStart: Date; windowEnd: Date };

/**
 * Tells counted requests on as usage, one event for each entry. Each event's id follows from the flush, so
 * a flush that comes again is told again under the same ids, which count once. Answers how many entries it told on.
 */
export async function publishApiRequests(
  context: RequestContext,
  flush: { flushId: Uuid; counts: readonly ApiRequestCount[] },
): Promise<number> {
  const byScope = Map.groupBy(flush.counts, (count) => `${count.tenantId} ${count.testMode}`);
  for (const counts of byScope.values()) {
    const { tenantId, tenantSchema, testMode } = counts[0]!;
    const session = context.openSession({ tenant: { id: tenantId, schema: tenantSchema }, organization: null, testMode });
    try {
      await session.transaction(async (transaction) => {
        transaction.publish(...counts.map((count) => eventOf(flush.flushId, count)));
      });
    } catch (error) {
      // The flush has come before, and its events still wait to be relayed.
      if (!(error instanceof UniqueViolationError)) throw error;
    }
  }
  return flush.counts.length;
}

function eventOf(flushId: Uuid, counted: ApiRequestCount): PendingEvent {
  const { tenantId, tenantSchema: _, organizationId, testMode, ...counts } = counted;
  return {
    id: v5(`${tenantId} ${organizationId} ${testMode}`, flushId),
    type: UsageApiRequestMade.type,
    version: UsageApiRequestMade.version,
    subject: organizationId === null ? `tenant/${tenantId}` : `organization/${organizationId}`,
    organizationId,
    testMode,
    actor: GATEWAY_ACTOR,
    // Of a window that reaches over the end of a period, all requests count where it began.
    occurredAt: counted.windowStart,
    data: UsageApiRequestMade.data.parse({
      ...counts,
      windowStart: counted.windowStart.toISOString(),
      windowEnd: counted.windowEnd.toISOString(),
    }),
  };
}
