import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { CarrierScan } from '../carriers/carrier-exchanges.ts';
import { recordScans } from './record-scans.ts';
import type { TrackerStatus } from './tracker-status.ts';
import { lockTracker, type TrackerRow } from './trackers.query.ts';

const MOST_EVENTS = 100;
const LONGEST_TEXT = 200;

/** A scan as a test states it. */
export interface InjectedScan {
  status: TrackerStatus;
  /** Now by default. */
  occurredAt?: Date | null | undefined;
  /** The status by default. */
  code?: string | null | undefined;
  description?: string | null | undefined;
  location?: string | null | undefined;
}

/**
 * Plays the carrier in test mode: files scans under a tracker and moves it, and its shipment, along. Scans older than what
 * is known are filed in their place and move nothing; known ones change nothing.
 */
export async function injectTrackingEvents(
  context: RequestContext,
  command: { trackerId: Uuid; events: readonly InjectedScan[] },
): Promise<TrackerRow> {
  requireTenant(context);
  if (!context.identity.testMode)
    throw new ConflictError('Tracking events are injected in test mode only; use a test token.', { code: 'TEST_MODE_ONLY' });
  const now = context.clock.now();
  const scans = checkScans(command.events, now);
  return context.session.transaction(async (transaction) => {
    const tracker = await lockTracker(transaction, command.trackerId);
    if (!tracker) throw new NotFoundError('The tracker', 'trackerId');
    const recorded = await recordScans(context, transaction, tracker, scans, { isStrict: true });
    if (recorded.filed === 0) return tracker;
    transaction.audit({
      action: 'tracker.events_injected',
      resourceType: 'tracker',
      resourceId: tracker.id,
      organizationId: tracker.organizationId,
      before: { status: tracker.status },
      after: { status: recorded.tracker.status, filed: recorded.filed },
      ...auditFacts(context),
    });
    return recorded.tracker;
  });
}

function checkScans(events: readonly InjectedScan[], now: Date): CarrierScan[] {
  const faults: ErrorDetail[] = [];
  const report = (field: string, message: string): void => void faults.push({ code: 'VALIDATION_FAILED', message, field });
  if (events.length === 0 || events.length > MOST_EVENTS) report('events', `Send 1 to ${MOST_EVENTS} events.`);
  const scans = events.map((event, index) => {
    for (const part of ['code', 'description', 'location'] as const) {
      if ((event[part]?.length ?? 0) > LONGEST_TEXT)
        report(`events.${index}.${part}`, `At most ${LONGEST_TEXT} characters are allowed.`);
    }
    if (event.occurredAt && event.occurredAt > now) report(`events.${index}.occurredAt`, 'An event cannot lie in the future.');
    return {
      status: event.status,
      code: event.code?.trim() || event.status,
      description: event.description?.trim() ?? '',
      location: event.location?.trim() || null,
      occurredAt: event.occurredAt ?? now,
    };
  });
  if (faults.length > 0) throw new ValidationError(faults);
  return scans;
}
