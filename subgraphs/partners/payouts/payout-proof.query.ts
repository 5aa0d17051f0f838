import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { PartnerVisibility } from '../partners/partner-visibility.ts';
import { visible } from '../partners/partners.query.ts';

/** Which rule of the books a payout breaks. */
export type PayoutFault = 'total' | 'claims' | 'amount' | 'double_claim' | 'status';

/** Where the books of payouts do not agree. */
export interface PayoutDifference {
  payoutId: Uuid;
  partnerId: Uuid;
  fault: PayoutFault;
  /** What the payout says. */
  stated: string;
  /** What its commissions say. */
  recomputed: string;
}

/** How much there is to check. */
export async function countPayouts(db: Queryable, visibility: PartnerVisibility): Promise<{ payouts: number; lines: number }> {
  const row = await db.first(sql<{ payouts: number; lines: number }>`
    select count(*)::int as payouts, coalesce(sum((select count(*) from partner_payout_lines line where line.payout_id = payout.id)), 0)::int as lines
    from partner_payouts payout where ${visible(sql`payout.partner_id`, visibility)}`);
  return row!;
}

/** Recomputes every payout from its commissions; answers what differs, up to `limit`. */
export async function findPayoutDifferences(
  db: Queryable,
  visibility: PartnerVisibility,
  limit: number,
): Promise<PayoutDifference[]> {
  return db.query(sql<PayoutDifference>`
    with payout as (
      select payout.*, payout.status in ('pending', 'ready', 'processing', 'completed') as is_live from partner_payouts payout
      where ${visible(sql`payout.partner_id`, visibility)}
    ), line as (
      select line.*, payout.partner_id, payout.is_live, payout.status as payout_status, payout.currency as payout_currency,
        commission.amount as commission_amount, commission.payout_id as claimed_by, commission.status as commission_status,
        commission.partner_id as commission_partner_id, commission.currency as commission_currency
      from payout join partner_payout_lines line on line.payout_id = payout.id
      join partner_commissions commission on commission.id = line.commission_id
    ), sums as (
      select payout_id, sum(commission_amount) as total, count(*)::int as count from line group by payout_id
    ), claims as (
      select payout.id as payout_id, count(commission.id)::int as count, coalesce(sum(commission.amount), 0) as total
      from payout left join partner_commissions commission on commission.payout_id = payout.id group by payout.id
    ), difference as (
      select payout.id as payout_id, payout.partner_id, 'total' as fault, payout.total_amount || ' of ' || payout.commission_count as stated,
        coalesce(sums.total, 0) || ' of ' || coalesce(sums.count, 0) as recomputed
      from payout left join sums on sums.payout_id = payout.id
      where payout.total_amount is distinct from sums.total or payout.commission_count is distinct from sums.count
      union all
      select payout.id, payout.partner_id, 'claims', case when payout.is_live then payout.total_amount || ' of ' || payout.commission_count else '0 of 0' end,
        claims.total || ' of ' || claims.count
      from payout join claims on claims.payout_id = payout.id
      where claims.count <> case when payout.is_live then payout.commission_count else 0 end
        or claims.total <> case when payout.is_live then payout.total_amount else 0 end
      union all
      select payout_id, partner_id, 'amount', amount || ' ' || payout_currency, commission_amount || ' ' || commission_currency from line
      where amount <> commission_amount or payout_currency <> commission_currency or partner_id <> commission_partner_id
      union all
      select payout_id, partner_id, 'double_claim', payout_id::text, coalesce(claimed_by::text, 'none') from line
      where is_live and claimed_by is distinct from payout_id
      union all
      select payout_id, partner_id, 'status', payout_status, commission_status from line
      where is_live and (payout_status = 'completed') <> (commission_status = 'paid')
    )
    select payout_id as "payoutId", partner_id as "partnerId", fault, stated, recomputed from difference order by payout_id, fault limit ${limit}`);
}
