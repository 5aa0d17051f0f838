import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** What an entity bought on invoice from `start` until before `end`, whether it has been invoiced or not. */
export async function sumShippingOnInvoice(
  db: ScopedQueryable,
  entityId: Uuid,
  span: { start: Date; end: Date },
): Promise<{ amount: string; count: number }> {
  const row = await db.first(sql<{ amount: string; count: number }>`
    select coalesce(sum(r.captured), 0) as amount, count(*)::int as count from credit_reservations r
    where r.entity_id = ${entityId} and r.kind = 'invoiced' and r.status = 'captured' and r.settled_at >= ${span.start} and r.settled_at < ${span.end}
      and ${inScope(db, 'r')}`);
  return row!;
}
