import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { COMMISSION_COLUMNS, toCommission, type CommissionRow } from './partner-commission.query.ts';
import type { CommissionStatus, PartnerCommission } from './partner-commission.ts';

/** Moves a commission that no payout claims, if it stands where it may be moved from; undefined when it does not. */
export async function moveCommission(
  db: Queryable,
  move: { id: Uuid; from: readonly CommissionStatus[]; to: 'approved' | 'rejected'; reason: string | null; now: Date },
): Promise<PartnerCommission | undefined> {
  const row = await db.first(sql<CommissionRow>`
    update partner_commissions commission set status = ${move.to}, reason = ${move.reason}, updated_at = ${move.now},
      approved_at = case when ${move.to} = 'approved' then ${move.now}::timestamptz end
    where commission.id = ${move.id} and commission.status = any(${move.from}::text[]) and commission.payout_id is null
    returning ${COMMISSION_COLUMNS}`);
  return row && toCommission(row);
}

/** Approves up to `limit` commissions whose holding period is over, the longest held first. */
export async function approveHeldCommissions(db: Queryable, now: Date, limit: number): Promise<PartnerCommission[]> {
  const rows = await db.query(sql<CommissionRow>`
    update partner_commissions commission set status = 'approved', approved_at = ${now}, updated_at = ${now}
    where commission.id in (
      select id from partner_commissions where status = 'pending' and held_until <= ${now} order by held_until limit ${limit} for update skip locked)
    returning ${COMMISSION_COLUMNS}`);
  return rows.map(toCommission);
}

/** The commissions as they stand, held against change until the transaction ends. */
export async function lockCommissions(db: Queryable, ids: readonly Uuid[]): Promise<PartnerCommission[]> {
  const rows = await db.query(sql<CommissionRow>`
    select ${COMMISSION_COLUMNS} from partner_commissions commission where commission.id = any(${ids}::uuid[]) order by commission.id for update`);
  return rows.map(toCommission);
}

/** Takes back commissions that are locked and that no payout claims; those that have their negative already are left alone. */
export async function reverseCommissions(
  db: Queryable,
  reversal: { ids: readonly Uuid[]; from: readonly CommissionStatus[]; reason: string; now: Date },
): Promise<PartnerCommission[]> {
  const rows = await db.query(sql<CommissionRow>`
    update partner_commissions commission set status = 'reversed', reason = ${reversal.reason}, updated_at = ${reversal.now}
    where commission.id = any(${reversal.ids}::uuid[]) and commission.status = any(${reversal.from}::text[]) and commission.payout_id is null
      and not exists (select from partner_commissions refund where refund.invoice_id = commission.invoice_id
        and refund.partner_id = commission.partner_id and refund.event_type = 'refund')
    returning ${COMMISSION_COLUMNS}`);
  return rows.map(toCommission);
}

/** Writes the negative of commissions that are locked and in a payout; one that has its negative already gets no second one. */
export async function insertRefundCommissions(
  db: Queryable,
  refund: { ids: readonly Uuid[]; reason: string; now: Date },
): Promise<PartnerCommission[]> {
  const pairs = refund.ids.map((id) => ({ id, refund_id: newId() }));
  const rows = await db.query(sql<CommissionRow>`
    insert into partner_commissions as commission (id, test_mode, partner_id, account_id, organization_id, invoice_id, invoice_number, invoice_total,
      event_type, event_date, amount, currency, commission_kind, commission_rate, commission_amount, commission_recurrence, commission_months,
      status, held_until, approved_at, reason, created_at, updated_at)
    select pair.refund_id, paid.test_mode, paid.partner_id, paid.account_id, paid.organization_id, paid.invoice_id, paid.invoice_number, paid.invoice_total,
      'refund', ${refund.now}::timestamptz, -paid.amount, paid.currency, paid.commission_kind, paid.commission_rate, paid.commission_amount,
      paid.commission_recurrence, paid.commission_months, 'approved', ${refund.now}::timestamptz, ${refund.now}::timestamptz, ${refund.reason}::text,
      ${refund.now}::timestamptz, ${refund.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as pair (id uuid, refund_id uuid) join partner_commissions paid on paid.id = pair.id
    on conflict (invoice_id, partner_id, event_type) do nothing returning ${COMMISSION_COLUMNS}`);
  return rows.map(toCommission);
}
