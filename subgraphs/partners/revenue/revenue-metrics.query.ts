import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What a partner earned and got in a span of time, in one currency; exact decimals. */
export interface RevenueRow {
  currency: string;
  earned: string;
  count: number;
  paidOut: string;
  pending: string;
}

/** Sums over commissions by the date of what made them, and over payouts by the date of their completion, in [start, end). */
export async function sumRevenue(db: Queryable, span: { partnerId: Uuid; start: Date; end: Date }): Promise<RevenueRow[]> {
  const { partnerId, start, end } = span;
  return db.query(sql<RevenueRow>`
    with earned as (
      select currency, sum(amount) as earned, count(*)::int as count, sum(amount) filter (where status in ('pending', 'approved')) as pending
      from partner_commissions
      where partner_id = ${partnerId} and event_date >= ${start} and event_date < ${end} and status in ('pending', 'approved', 'paid')
      group by currency
    ), paid as (
      select currency, sum(total_amount) as paid_out from partner_payouts
      where partner_id = ${partnerId} and status = 'completed' and completed_at >= ${start} and completed_at < ${end} group by currency
    )
    select currency, coalesce(earned, 0) as earned, coalesce(count, 0) as count, coalesce(paid_out, 0) as "paidOut", coalesce(pending, 0) as pending
    from earned full join paid using (currency) order by currency`);
}
