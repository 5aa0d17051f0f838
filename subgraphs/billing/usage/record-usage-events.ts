import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { faultOfReading } from './measure-usage.ts';
import { readUsagePricing, type UsagePricing } from './price-usage.ts';
import { writeUsage } from './record-usage.ts';
import { faultOfReport, type ReportedUsage } from './reported-usage.ts';
import type { UsageFact } from './usage-fact.ts';

/** How many events one call takes. */
export const MOST_EVENTS = 1_000;

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
    const { facts, outcomes } = await sortOut(transaction, checked);
    const priced = facts.map(({ fact, id, pricing }) => pricing.price(fact, id));
    const recorded = priced.length > 0 ? await writeUsage(transaction, priced, now) : new Set<Uuid>();
    for (const { index, id } of facts)
      outcomes[index] = recorded.has(id) ? { status: 'accepted', usageEventId: id } : { status: 'duplicate' };
    if (recorded.size > 0)
      auditBatch(
        context,
        transaction,
        facts.map(({ fact }) => fact),
        { outcomes, accepted: recorded.size },
      );
    return outcomes;
  });
}

interface AcceptableFact {
  index: number;
  id: Uuid;
  fact: UsageFact;
  pricing: UsagePricing;
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

// Refuses what only the rows can tell: who pays, and what is measured.
async function sortOut(
  transaction: Transaction,
  events: readonly (ReportedUsage | ErrorDetail)[],
): Promise<{ facts: AcceptableFact[]; outcomes: RecordOutcome[] }> {
  const outcomes: RecordOutcome[] = [];
  const facts: AcceptableFact[] = [];
  const sound = events.filter((event): event is ReportedUsage => !('code' in event));
  const pricing = sound.length > 0 ? await readUsagePricing(transaction, sound) : null;
  events.forEach((event, index) => {
    const fact = 'code' in event ? event : toFact(event, pricing!);
    if ('code' in fact) outcomes[index] = { status: 'refused', fault: fact };
    else facts.push({ index, id: newId(), fact, pricing: pricing! });
  });
  return { facts, outcomes };
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
  facts: readonly UsageFact[],
  { outcomes, accepted }: { outcomes: readonly RecordOutcome[]; accepted: number },
): void {
  const organizations = new Set(facts.map((fact) => fact.organizationId));
  transaction.audit({
    action: 'usage_events.recorded',
    resourceType: 'usage_batch',
    resourceId: newId(),
    organizationId: organizations.size === 1 ? [...organizations][0]! : null,
    after: {
      accepted,
      duplicate: outcomes.filter((outcome) => outcome.status === 'duplicate').length,
      refused: outcomes.filter((outcome) => outcome.status === 'refused').length,
      sources: [...new Set(facts.map((fact) => fact.source))].slice(0, 20),
      eventTypes: [...new Set(facts.map((fact) => fact.eventType))].slice(0, 20),
    },
    ...auditFacts(context),
  });
}
