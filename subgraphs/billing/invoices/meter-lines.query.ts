import { sql } from 'kysely';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { TOTAL_COLUMNS, totalsInScope, type UsageTotal } from '../usage/usage-totals.query.ts';
import type { BillableWindow } from './billable.query.ts';

/** What a meter measured in a month that an invoice may bill, with what other invoices have billed of it. */
export interface BillableTotal extends UsageTotal {
  billedQuantity: string;
  billedAmount: string;
  /** Of a month before the invoice's period. */
  isAdjustment: boolean;
}

/**
 * The totals that rate cards price in the months that the window touches, and in those whose invoice has been issued. Call it under
 * the lock of the entity's balance, so that no other invoice bills them meanwhile.
 */
export async function findBillableTotals(db: ScopedQueryable, window: BillableWindow): Promise<BillableTotal[]> {
  return db.query(sql<BillableTotal>`
    select ${TOTAL_COLUMNS}, month.ends <= ${window.start}::timestamptz as "isAdjustment", trim_scale(coalesce(billed.quantity, 0)) as "billedQuantity",
      coalesce(billed.amount, 0) as "billedAmount"
    from billing.usage_totals t
    cross join lateral (select (t.period || '-01')::timestamp at time zone ${window.timeZone} as starts,
      ((t.period || '-01')::timestamp + interval '1 month') at time zone ${window.timeZone} as ends) as month
    left join lateral (select sum(l.quantity) as quantity, sum(l.amount) as amount from invoice_lines l join invoices i on i.id = l.invoice_id
      where l.price_id = t.price_id and l.period = t.period and i.entity_id = t.entity_id and i.status <> 'void' and ${inScope(db, 'l')}) as billed on true
    where t.entity_id = ${window.entityId} and t.price_id is not null and ${totalsInScope(db)}
      and month.starts < ${window.end}::timestamptz
      and (month.ends > ${window.start}::timestamptz or month.starts <@ ${window.closedPeriods}::tstzmultirange)
    order by t.period, t.meter, t.price_key`);
}
