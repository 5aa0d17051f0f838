import { BigNumber } from 'bignumber.js';
import { sql } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { PartnerVisibility } from '../partners/partner-visibility.ts';
import { visible } from '../partners/partners.query.ts';
import type { PartnerPayout, PayoutStatus } from './partner-payout.ts';

/** Which payouts to list. */
export interface PayoutFilter {
  partnerId?: Uuid | undefined;
  status?: PayoutStatus | null | undefined;
  currency?: string | null | undefined;
  completedFrom?: Date | null | undefined;
  /** Exclusive. */
  completedUntil?: Date | null | undefined;
}

/** Sort orders of the list of payouts. */
export const PAYOUT_ORDERS = {
  payoutDateDesc: { column: 'payout_date', type: 'timestamptz', direction: 'desc' },
  payoutDateAsc: { column: 'payout_date', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

type PayoutRow = Omit<PartnerPayout, 'totalAmount'> & { totalAmount: string };

const PAYOUT_COLUMNS = sql`
  payout.id, payout.test_mode as "testMode", payout.partner_id as "partnerId", payout.total_amount as "totalAmount", payout.currency,
  payout.commission_count as "commissionCount", payout.payment_reference as "paymentReference", payout.payment_method as "paymentMethod",
  payout.status, payout.payout_date as "payoutDate", payout.completed_at as "completedAt", payout.period_start as "periodStart",
  payout.period_end as "periodEnd", payout.notes, payout.failure_reason as "failureReason", payout.created_at as "createdAt",
  payout.updated_at as "updatedAt"`;

function toPayout(row: PayoutRow): PartnerPayout {
  return { ...row, totalAmount: Money.of(new BigNumber(row.totalAmount), row.currency) };
}

/** Payouts by id, as far as the caller may see them. */
export async function findPayouts(db: Queryable, ids: readonly Uuid[], visibility: PartnerVisibility): Promise<PartnerPayout[]> {
  const rows = await db.query(sql<PayoutRow>`
    select ${PAYOUT_COLUMNS} from partner_payouts payout where payout.id = any(${ids}::uuid[]) and ${visible(sql`payout.partner_id`, visibility)}`);
  return rows.map(toPayout);
}

/** A page of the payouts that the caller may see. */
export async function listPayouts(
  db: Queryable,
  request: { filter: PayoutFilter; visibility: PartnerVisibility; order: KeysetOrder; page: PageRequest },
): Promise<Page<PartnerPayout>> {
  const { partnerId, status, currency, completedFrom, completedUntil } = request.filter;
  const conditions = [visible(sql`payout.partner_id`, request.visibility)];
  if (partnerId) conditions.push(sql`payout.partner_id = ${partnerId}`);
  if (status) conditions.push(sql`payout.status = ${status}`);
  if (currency) conditions.push(sql`payout.currency = ${currency}`);
  if (completedFrom) conditions.push(sql`payout.completed_at >= ${completedFrom}`);
  if (completedUntil) conditions.push(sql`payout.completed_at < ${completedUntil}`);
  const statement = sql<PayoutRow>`
    select ${PAYOUT_COLUMNS}, payout.payout_date from partner_payouts payout where ${sql.join(conditions, sql` and `)}`;
  const page = await fetchPage(db, statement, request.order, request.page);
  return { ...page, rows: page.rows.map(toPayout) };
}

/** The payout that was made under a key, with what was asked for then. */
export async function findPayoutByKey(
  db: Queryable,
  key: { partnerId: Uuid; idempotencyKey: string },
): Promise<{ payout: PartnerPayout; request: string } | undefined> {
  const row = await db.first(sql<PayoutRow & { request: string }>`
    select ${PAYOUT_COLUMNS}, payout.request from partner_payouts payout
    where payout.partner_id = ${key.partnerId} and payout.idempotency_key = ${key.idempotencyKey}`);
  if (!row) return undefined;
  const { request, ...payout } = row;
  return { payout: toPayout(payout), request };
}

/** The payout as it stands, held against change until the transaction ends. */
export async function lockPayout(db: Queryable, id: Uuid): Promise<PartnerPayout | undefined> {
  const row = await db.first(
    sql<PayoutRow>`select ${PAYOUT_COLUMNS} from partner_payouts payout where payout.id = ${id} for update`,
  );
  return row && toPayout(row);
}

/** What a move changes of a payout. */
export interface PayoutChange {
  id: Uuid;
  status: PayoutStatus;
  paymentReference: string | null;
  paymentMethod: string | null;
  failureReason: string | null;
  now: Date;
}

/** Moves a payout that is locked; what is null stays. */
export async function updatePayout(db: Queryable, change: PayoutChange): Promise<PartnerPayout> {
  const row = await db.first(sql<PayoutRow>`
    update partner_payouts payout set status = ${change.status}, payment_reference = coalesce(${change.paymentReference}, payout.payment_reference),
      payment_method = coalesce(${change.paymentMethod}, payout.payment_method), failure_reason = ${change.failureReason},
      completed_at = case when ${change.status} = 'completed' then ${change.now}::timestamptz end, updated_at = ${change.now}
    where payout.id = ${change.id} returning ${PAYOUT_COLUMNS}`);
  return toPayout(row!);
}

/** Marks the commissions of a completed payout as paid. */
export async function payCommissions(db: Queryable, payoutId: Uuid, now: Date): Promise<void> {
  await db.query(
    sql`update partner_commissions set status = 'paid', updated_at = ${now} where payout_id = ${payoutId} and status = 'approved'`,
  );
}

/** Lets another payout claim the commissions of one that failed or was cancelled. */
export async function freeCommissions(db: Queryable, payoutId: Uuid, now: Date): Promise<void> {
  await db.query(
    sql`update partner_commissions set payout_id = null, updated_at = ${now} where payout_id = ${payoutId} and status = 'approved'`,
  );
}
