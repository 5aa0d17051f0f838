import { auditFacts, requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { UsageTrackingMade } from '../../../contracts/events/usage-events.ts';
import { findConnectionsToRate, type UsableConnection } from '../connections/carrier-connections.query.ts';
import { checkOwnMarks } from '../consignments/own-marks.ts';
import { firstPollAt, isPolled, POLL_TRACKERS } from './poll-schedule.ts';
import { announceTracker } from './tracker-topics.ts';
import { findTrackers, findTrackersOfNumber, insertTracker, type NewTracker, type TrackerRow } from './trackers.query.ts';

/** A parcel to be tracked by its number. */
export interface CreateTracker {
  trackingNumber: string;
  /** The connection to ask by. */
  connectionId?: Uuid | null | undefined;
  /** Else the organization's first active connection to the carrier of this name. */
  carrierName?: string | null | undefined;
  reference?: string | null | undefined;
}

/** Begins to track a parcel, whoever shipped it. A number of a carrier that is tracked already answers its tracker. */
export async function createTracker(context: RequestContext, command: CreateTracker): Promise<TrackerRow> {
  const organizationId = requireOrganization(context);
  const faults: ErrorDetail[] = [];
  const trackingNumber = checkNumber(command.trackingNumber, faults);
  const { reference } = checkOwnMarks({ reference: command.reference }, faults);
  if (faults.length > 0) throw new ValidationError(faults);
  const connection = await connectionFor(context, command);
  const known = { carrierName: connection.carrierName, trackingNumber };
  const [earlier] = await findTrackersOfNumber(context.session, organizationId, known);
  if (earlier) return earlier;
  return recordTracker(context, { organizationId, connection, trackingNumber, reference });
}

async function recordTracker(
  context: RequestContext,
  facts: { organizationId: Uuid; connection: UsableConnection; trackingNumber: string; reference: string | null },
): Promise<TrackerRow> {
  const { organizationId, connection, trackingNumber, reference } = facts;
  const { id: connectionId, carrierName } = connection;
  const now = context.clock.now();
  const tracker: NewTracker = {
    id: newId(),
    organizationId,
    testMode: context.identity.testMode,
    connectionId,
    carrierName,
    trackingNumber,
    reference,
    nextPollAt: isPolled(connection) ? firstPollAt(now, { hasLabel: false }) : null,
    createdAt: now,
  };
  const isNew = await context.session.transaction(async (transaction) => {
    // Somebody else may have begun to track the same number in between.
    if (!(await insertTracker(transaction, tracker))) return false;
    if (tracker.nextPollAt) transaction.expectWork({ job: POLL_TRACKERS, dueAt: tracker.nextPollAt, now });
    const data = { trackerId: tracker.id, carrierName };
    transaction.publish(newEvent(context, UsageTrackingMade, { subject: `tracker/${tracker.id}`, organizationId, data }));
    announceTracker(transaction, tracker);
    transaction.audit({
      action: 'tracker.created',
      resourceType: 'tracker',
      resourceId: tracker.id,
      organizationId,
      after: { connectionId, carrierName, trackingNumber, reference },
      ...auditFacts(context),
    });
    return true;
  });
  const [recorded] = isNew
    ? await findTrackers(context.session, [tracker.id])
    : await findTrackersOfNumber(context.session, organizationId, { carrierName, trackingNumber });
  return recorded!;
}

function checkNumber(text: string, faults: ErrorDetail[]): string {
  const number = text.replaceAll(/\s/g, '').toUpperCase();
  if (!/^[A-Z0-9-]{6,40}$/.test(number)) {
    const message = 'A tracking number has 6 to 40 letters, digits and dashes.';
    faults.push({ code: 'VALIDATION_FAILED', message, field: 'trackingNumber' });
  }
  return number;
}

async function connectionFor(context: RequestContext, command: CreateTracker): Promise<UsableConnection> {
  const { connectionId, carrierName } = command;
  if (!connectionId && !carrierName)
    throw ValidationError.of('connectionId', 'Name the connection to ask by, or the carrier’s name.');
  const today = context.clock.now().toISOString().slice(0, 10);
  const connections = await findConnectionsToRate(context.session, connectionId ? [connectionId] : null, today);
  const connection = connections.find((each) => connectionId || each.carrierName === carrierName);
  if (!connection) throw new NotFoundError('The carrier connection', connectionId ? 'connectionId' : 'carrierName');
  return connection;
}
