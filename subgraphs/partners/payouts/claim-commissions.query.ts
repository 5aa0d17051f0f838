import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';

/** What a payout is to be made of. */
export interface Claim {
  partnerId: Uuid;
  testMode: boolean;
  currency: string;
  periodStart: Date | null;
  /** Exclusive. */
  periodEnd: Date | null;
  paymentMethod: string;
  notes: string | null;
  idempotencyKey: string | null;
  /** What was asked for, to tell a repeated call from another one under the same key. */
  request: string;
  now: Date;
}

/** What was found: the payout that was made, or null, and what there was to pay. */
export interface ClaimOutcome {
  payoutId: Uuid | null;
  /** Exact decimal of everything payable. */
  payable: string;
  count: number;
}

/**
 * Makes a payout of all approved commissions that no payout claims, in one statement: of two at once, the later one waits
 * for the rows and then finds them claimed. It makes none when there is nothing to pay, or less than the partner's minimum
 * (which counts in the partner's own currency), or when the key is taken. Refunds are deducted whatever the period.
 */
export async function claimCommissions(db: Queryable, claim: Claim): Promise<ClaimOutcome> {
  const { partnerId, testMode, currency, periodStart, periodEnd, now } = claim;
  const isInPeriod = sql.join(
    [
      periodStart ? sql`commission.event_date >= ${periodStart}` : sql`true`,
      periodEnd ? sql`commission.event_date < ${periodEnd}` : sql`true`,
    ],
    sql` and `,
  );
  const outcome = await db.first(sql<ClaimOutcome>`
    with payable as (
      select commission.id, commission.amount, commission.event_date from partner_commissions commission
      where commission.partner_id = ${partnerId} and commission.test_mode = ${testMode} and commission.currency = ${currency}
        and commission.status = 'approved' and commission.payout_id is null
        and (commission.event_type = 'refund' or (${isInPeriod}))
      order by commission.id for update
    ), batch as (
      select count(*)::int as count, coalesce(sum(amount), 0) as total, min(event_date) as first_date, max(event_date) as last_date from payable
    ), payout as (
      insert into partner_payouts (id, test_mode, partner_id, total_amount, currency, commission_count, payment_method, status, payout_date,
        period_start, period_end, notes, idempotency_key, request, created_at, updated_at)
      select ${newId()}::uuid, ${testMode}, partner.id, batch.total, ${currency}, batch.count, ${claim.paymentMethod}, 'pending', ${now}::timestamptz,
        coalesce(${periodStart}::timestamptz, batch.first_date), coalesce(${periodEnd}::timestamptz, greatest(${now}::timestamptz, batch.last_date)),
        ${claim.notes}, ${claim.idempotencyKey}, ${claim.request}, ${now}::timestamptz, ${now}::timestamptz
      from batch join partners partner on partner.id = ${partnerId}
      where batch.total > 0 and (partner.currency <> ${currency} or batch.total >= partner.minimum_payout_amount)
      on conflict (partner_id, idempotency_key) do nothing returning id
    ), claimed as (
      update partner_commissions commission set payout_id = payout.id, updated_at = ${now} from payable, payout where commission.id = payable.id
    ), lines as (
      insert into partner_payout_lines (test_mode, payout_id, commission_id, amount)
      select ${testMode}, payout.id, payable.id, payable.amount from payable, payout
    )
    select (select id from payout) as "payoutId", batch.total as payable, batch.count from batch`);
  return outcome!;
}
