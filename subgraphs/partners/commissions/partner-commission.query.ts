import { BigNumber } from 'bignumber.js';
import { sql } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { PartnerVisibility } from '../partners/partner-visibility.ts';
import { visible } from '../partners/partners.query.ts';
import type { CommissionStatus, PartnerCommission } from './partner-commission.ts';

/** Which commissions to list. */
export interface CommissionFilter {
  partnerId?: Uuid | undefined;
  organizationId?: Uuid | undefined;
  status?: CommissionStatus | null | undefined;
  /** Those that this payout claimed, also when it failed since. */
  payoutId?: Uuid | undefined;
  currency?: string | null | undefined;
  eventDateFrom?: Date | null | undefined;
  /** Exclusive. */
  eventDateUntil?: Date | null | undefined;
}

/** Sort orders of the list of commissions. */
export const COMMISSION_ORDERS = {
  eventDateDesc: { column: 'event_date', type: 'timestamptz', direction: 'desc' },
  eventDateAsc: { column: 'event_date', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** A commission as it comes from the database, before its decimals are read. */
export type CommissionRow = Omit<PartnerCommission, 'amount' | 'invoiceTotal' | 'commissionRate' | 'commissionAmount'> & {
  amount: string;
  invoiceTotal: string;
  commissionRate: string | null;
  commissionAmount: string | null;
};

/** The columns of the table `commission`, named as the shape names them. */
export const COMMISSION_COLUMNS = sql`
  commission.id, commission.partner_id as "partnerId", commission.account_id as "accountId", commission.organization_id as "organizationId",
  commission.invoice_id as "invoiceId", commission.invoice_number as "invoiceNumber", commission.invoice_total as "invoiceTotal",
  commission.event_type as "eventType", commission.event_date as "eventDate", commission.amount, commission.currency,
  commission.commission_kind as "commissionKind", commission.commission_rate as "commissionRate",
  commission.commission_amount as "commissionAmount", commission.commission_recurrence as "commissionRecurrence",
  commission.commission_months as "commissionMonths", commission.status, commission.held_until as "heldUntil",
  commission.approved_at as "approvedAt", commission.reason, commission.payout_id as "payoutId", commission.created_at as "createdAt",
  commission.updated_at as "updatedAt"`;

/** Reads a row's decimals. */
export function toCommission(row: CommissionRow): PartnerCommission {
  return {
    ...row,
    amount: Money.of(new BigNumber(row.amount), row.currency),
    invoiceTotal: Money.of(new BigNumber(row.invoiceTotal), row.currency),
    commissionRate: row.commissionRate === null ? null : new BigNumber(row.commissionRate),
    commissionAmount: row.commissionAmount === null ? null : new BigNumber(row.commissionAmount),
  };
}

/** Commissions by id, as far as the caller may see them. */
export async function findCommissions(
  db: Queryable,
  ids: readonly Uuid[],
  visibility: PartnerVisibility,
): Promise<PartnerCommission[]> {
  const rows = await db.query(sql<CommissionRow>`
    select ${COMMISSION_COLUMNS} from partner_commissions commission
    where commission.id = any(${ids}::uuid[]) and ${visible(sql`commission.partner_id`, visibility)}`);
  return rows.map(toCommission);
}

/** A page of the commissions that the caller may see. */
export async function listCommissions(
  db: Queryable,
  request: { filter: CommissionFilter; visibility: PartnerVisibility; order: KeysetOrder; page: PageRequest },
): Promise<Page<PartnerCommission>> {
  const { partnerId, organizationId, status, payoutId, currency, eventDateFrom, eventDateUntil } = request.filter;
  const conditions = [visible(sql`commission.partner_id`, request.visibility)];
  if (partnerId) conditions.push(sql`commission.partner_id = ${partnerId}`);
  if (organizationId) conditions.push(sql`commission.organization_id = ${organizationId}`);
  if (status) conditions.push(sql`commission.status = ${status}`);
  if (payoutId) {
    conditions.push(
      sql`exists (select from partner_payout_lines line where line.payout_id = ${payoutId} and line.commission_id = commission.id)`,
    );
  }
  if (currency) conditions.push(sql`commission.currency = ${currency}`);
  if (eventDateFrom) conditions.push(sql`commission.event_date >= ${eventDateFrom}`);
  if (eventDateUntil) conditions.push(sql`commission.event_date < ${eventDateUntil}`);
  const statement = sql<CommissionRow>`
    select ${COMMISSION_COLUMNS}, commission.event_date from partner_commissions commission where ${sql.join(conditions, sql` and `)}`;
  const page = await fetchPage(db, statement, request.order, request.page);
  return { ...page, rows: page.rows.map(toCommission) };
}
