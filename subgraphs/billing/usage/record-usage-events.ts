import { BigNumber } from 'bignumber.js';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { faultOfReading } from './measure-usage.ts';
import { readUsagePricing, type PricedFact, type UsagePricing } from './price-usage.ts';
import { writeUsage } from './record-usage.ts';
import { faultOfReport, type ReportedUsage } from './reported-usage.ts';
import type { UsageFact } from './usage-fact.ts';

/** How many events one call takes. */
export const MOST_EVENTS = 1_000;
// As many digits as an amount has before the point.
const LARGEST_AMOUNT = '100000000000000000000';

/** What became of a reported event. */
export type RecordOutcome =
  | { status: 'accepted'; usageEventId: Uuid }
  /** Its source reported it before under this id; nothing was changed. */
  | { status: 'duplicate' }
  | { status: 'refused'; fault: ErrorDetail };

/**
 * Records what a source reports: each event by itself is accepted, a duplicate, or refused with its reason, in the order of the
 * call. All that is accepted is recorded, priced and added to its totals in one transaction of six statements.
 */
export async function recordUsageEvents(
  context: RequestContext,
  events: readonly (ReportedUsage | ErrorDetail)[],
): Promise<RecordOutcome[]> {
  if (events.length === 0 || events.length > MOST_EVENTS)
    throw ValidationError.of('events', `Send 1 to ${MOST_EVENTS} events at once.`, 'TOO_MANY_EVENTS');
  const now = context.clock.now();
  const own = context.identity.organizationId;
  const checked = events.map((event) => ('code' in event ? event : (faultOfReport(event, now) ?? withOrganization(event, own))));
  return context.session.transaction(async (transaction) => {
    const { sound, outcomes } = await sortOut(transaction, checked);
    const priced = sound.map((event) => event.priced);
    const recorded = priced.length > 0 ? await writeUsage(transaction, priced, now) : new Set<Uuid>();
    for (const {
      index,
      priced: { usage },
    } of sound)
      outcomes[index] = recorded.has(usage.id) ? { status: 'accepted', usageEventId: usage.id } : { status: 'duplicate' };
    if (recorded.size > 0) auditBatch(context, transaction, priced, { outcomes, accepted: recorded.size });
    return outcomes;
  });
}

interface SoundEvent {
  index: number;
  priced: PricedFact;
}

function withOrganization(event: ReportedUsage, own: Uuid | null): ReportedUsage | ErrorDetail {
  const organizationId = event.organizationId ?? own;
  if (own !== null && organizationId !== own) return unknownEntity('organizationId');
  if (organizationId === null && event.entityId === null)
    return {
      field: 'entityId',
      code: 'VALIDATION_FAILED',
      message: 'Name the entity that pays, or the organization whose default one does.',
    };
  return { ...event, organizationId };
}

// Refuses what only the rows can tell: who pays, what is measured, and what it comes to.
async function sortOut(
  transaction: Transaction,
  events: readonly (ReportedUsage | ErrorDetail)[],
): Promise<{ sound: SoundEvent[]; outcomes: RecordOutcome[] }> {
  const outcomes: RecordOutcome[] = [];
  const sound: SoundEvent[] = [];
  const readable = events.filter((event): event is ReportedUsage => !('code' in event));
  const pricing = readable.length > 0 ? await readUsagePricing(transaction, readable) : null;
  events.forEach((event, index) => {
    const fact = 'code' in event ? event : toFact(event, pricing!);
    const priced = 'code' in fact ? fact : withinBounds(pricing!.price(fact));
    if ('code' in priced) outcomes[index] = { status: 'refused', fault: priced };
    else sound.push({ index, priced });
  });
  return { sound, outcomes };
}

function withinBounds(priced: PricedFact): PricedFact | ErrorDetail {
  const { amount } = priced.usage;
  if (amount === null || new BigNumber(amount).isLessThan(LARGEST_AMOUNT)) return priced;
  return {
    field: 'quantity',
    code: 'INVALID_QUANTITY',
    message: 'At its price the quantity comes to more than can be recorded.',
  };
}

function toFact(event: ReportedUsage, pricing: UsagePricing): UsageFact | ErrorDetail {
  const payer = pricing.payerOf(event);
  if (!payer) return unknownEntity(event.entityId === null ? 'organizationId' : 'entityId');
  const meters = pricing.metersOf(event.eventType);
  if (meters.length === 0)
    return { field: 'eventType', code: 'UNKNOWN_EVENT_TYPE', message: 'No meter measures this kind of usage.' };
  const { properties: data, id: sourceEventId, source, userId, eventType, quantity, occurredAt } = event;
  for (const meter of meters) {
    const message = faultOfReading(meter, { quantity, data });
    if (message) return { field: 'properties', code: 'INVALID_PROPERTY', message };
  }
  const { id: entityId, organizationId } = payer;
  return { source, sourceEventId, organizationId, entityId, userId, eventType, quantity, occurredAt, data };
}

function unknownEntity(field: string): ErrorDetail {
  return { field, code: 'UNKNOWN_ENTITY', message: 'There is no such entity, or the organization has no default one to pay.' };
}

function auditBatch(
  context: RequestContext,
  transaction: Transaction,
  priced: readonly PricedFact[],
  { outcomes, accepted }: { outcomes: readonly RecordOutcome[]; accepted: number },
): void {
  const organizations = new Set(priced.map(({ usage }) => usage.organizationId));
  transaction.audit({
    action: 'usage_events.recorded',
    resourceType: 'usage_batch',
    resourceId: newId(),
    organizationId: organizations.size === 1 ? [...organizations][0]! : null,
    after: {
      accepted,
      duplicate: outcomes.filter((outcome) => outcome.status === 'duplicate').length,
      refused: outcomes.filter((outcome) => outcome.status === 'refused').length,
      sources: [...new Set(priced.map(({ usage }) => usage.source))].slice(0, 20),
      eventTypes: [...new Set(priced.map(({ usage }) => usage.eventType))].slice(0, 20),
    },
    ...auditFacts(context),
  });
}
