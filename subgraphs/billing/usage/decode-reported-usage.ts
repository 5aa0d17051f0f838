import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
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

/** A reported event as use cases know it, or what is wrong with its ids: one malformed event must not refuse the others. */
export function decodeReportedUsage(input: SentUsageEvent): ReportedUsage | ErrorDetail {
  try {
    return {
      source: input.source,
      id: input.id,
      eventType: input.eventType,
      entityId: decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId') ?? null,
      organizationId: decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId') ?? null,
      userId: decodeOptionalId(ID_PREFIX.user, input.userId, 'userId') ?? null,
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
