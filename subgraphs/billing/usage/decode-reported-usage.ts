import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { RecordOutcome } from './record-usage-events.ts';
import type { ReportedUsage } from './reported-usage.ts';

/** An event as clients send it. */
export interface SentUsageEvent {
  source: string;
  id: string;
  eventType: string;
  entityId?: string | null;
  organizationId?: string | null;
  userId?: string | null;
  quantity?: string | null;
  occurredAt: Date;
  properties?: unknown;
}

/** What became of a batch, as the graph shows it. */
export interface PresentedOutcomes {
  /** Why the call as a whole was refused: because each of its events was. */
  errors: ErrorDetail[];
  results: {
    index: number;
    source: string;
    id: string;
    status: RecordOutcome['status'];
    usageEventId: Uuid | null;
    error: ErrorDetail | null;
  }[];
  acceptedCount: number;
  duplicateCount: number;
  refusedCount: number;
}

/** Reported events as use cases know them, or what is wrong with the ids of one: one malformed event must not refuse the others. */
export function decodeReportedUsage(events: readonly SentUsageEvent[]): (ReportedUsage | ErrorDetail)[] {
  // A batch names few entities, organizations and users, over and over.
  const known = new Map<string, Uuid>();
  const decode = (prefix: string, id: string | null | undefined, field: string): Uuid | null => {
    if (id === null || id === undefined) return null;
    const decoded = known.get(prefix + id) ?? decodeId(prefix, id, field);
    known.set(prefix + id, decoded);
    return decoded;
  };
  return events.map((event) => decodeEvent(event, decode));
}

type Decode = (prefix: string, id: string | null | undefined, field: string) => Uuid | null;

function decodeEvent(input: SentUsageEvent, decode: Decode): ReportedUsage | ErrorDetail {
  try {
    return {
      source: input.source,
      id: input.id,
      eventType: input.eventType,
      entityId: decode(ID_PREFIX.entity, input.entityId, 'entityId'),
      organizationId: decode(ID_PREFIX.organization, input.organizationId, 'organizationId'),
      userId: decode(ID_PREFIX.user, input.userId, 'userId'),
      quantity: input.quantity ?? '1',
      occurredAt: input.occurredAt,
      properties: (input.properties ?? {}) as Record<string, unknown>,
    };
  } catch (error) {
    if (error instanceof ValidationError) return error.details()[0]!;
    throw error;
  }
}

/** Outcomes as the graph shows them, beside what they are of. */
export function presentOutcomes(events: readonly SentUsageEvent[], outcomes: readonly RecordOutcome[]): PresentedOutcomes {
  const counts = { accepted: 0, duplicate: 0, refused: 0 };
  const results = outcomes.map((outcome, index) => {
    counts[outcome.status] += 1;
    const { source, id } = events[index]!;
    const usageEventId = outcome.status === 'accepted' ? outcome.usageEventId : null;
    return {
      index,
      source,
      id,
      status: outcome.status,
      usageEventId,
      error: outcome.status === 'refused' ? outcome.fault : null,
    };
  });
  const isRefused = counts.refused === events.length;
  const errors = isRefused
    ? results.flatMap(({ error, index }) => (error ? [{ ...error, field: `events.${index}.${error.field}` }] : []))
    : [];
  return { errors, results, acceptedCount: counts.accepted, duplicateCount: counts.duplicate, refusedCount: counts.refused };
}
