import { BigNumber } from 'bignumber.js';
import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Partner, PartnerStatus } from './partner.entity.ts';
import type { PartnerVisibility } from './partner-visibility.ts';

/** Which partners to list. */
export interface PartnerFilter {
  status?: PartnerStatus | null | undefined;
  /** Part of the name, slug or contact address. */
  search?: string | null | undefined;
}

/** Sort orders of the list of partners. */
export const PARTNER_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** A partner as it comes from the database, before its decimals are read. */
export type PartnerRow = Omit<Partner, 'commissionRate' | 'commissionAmount' | 'minimumPayoutAmount'> & {
  commissionRate: string | null;
  commissionAmount: string | null;
  minimumPayoutAmount: string;
};

/** The columns of the table `partner`, named as the entity names them. */
export const PARTNER_COLUMNS = sql`
  partner.id, partner.test_mode as "testMode", partner.name, partner.slug, partner.contact_email as "contactEmail", partner.status,
  partner.currency, partner.commission_kind as "commissionKind", partner.commission_rate as "commissionRate",
  partner.commission_amount as "commissionAmount", partner.commission_recurrence as "commissionRecurrence",
  partner.commission_months as "commissionMonths", partner.holding_period_days as "holdingPeriodDays",
  partner.minimum_payout_amount as "minimumPayoutAmount", partner.created_at as "createdAt", partner.updated_at as "updatedAt", partner.version`;

/** Reads a row's decimals. */
export function toPartner<Row extends PartnerRow>(row: Row): Omit<Row, keyof PartnerRow> & Partner {
  return {
    ...row,
    commissionRate: row.commissionRate === null ? null : new BigNumber(row.commissionRate),
    commissionAmount: row.commissionAmount === null ? null : new BigNumber(row.commissionAmount),
    minimumPayoutAmount: new BigNumber(row.minimumPayoutAmount),
  };
}

/** Partners by id, as far as the caller may see them. */
export async function findPartners(db: Queryable, ids: readonly Uuid[], visibility: PartnerVisibility): Promise<Partner[]> {
  const rows = await db.query(sql<PartnerRow>`
    select ${PARTNER_COLUMNS} from partners partner where partner.id = any(${ids}::uuid[]) and ${visible(sql`partner.id`, visibility)}`);
  return rows.map(toPartner);
}

/** A page of the partners that the caller may see. */
export async function listPartners(
  db: Queryable,
  request: { filter: PartnerFilter; visibility: PartnerVisibility; order: KeysetOrder; page: PageRequest },
): Promise<Page<Partner>> {
  const { status, search } = request.filter;
  const conditions = [visible(sql`partner.id`, request.visibility)];
  if (status) conditions.push(sql`partner.status = ${status}`);
  if (search) {
    const pattern = `%${search.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
    conditions.push(
      sql`(partner.name ilike ${pattern} or partner.slug ilike ${pattern} or partner.contact_email ilike ${pattern})`,
    );
  }
  const statement = sql<PartnerRow>`select ${PARTNER_COLUMNS}, partner.created_at from partners partner where ${sql.join(conditions, sql` and `)}`;
  const page = await fetchPage(db, statement, request.order, request.page);
  return { ...page, rows: page.rows.map(toPartner) };
}

/** How many organizations each partner has now. */
export async function countActiveAccounts(
  db: Queryable,
  partnerIds: readonly Uuid[],
): Promise<{ partnerId: Uuid; count: number }[]> {
  return db.query(sql<{ partnerId: Uuid; count: number }>`
    select partner_id as "partnerId", count(*)::int as count from partner_accounts
    where partner_id = any(${partnerIds}::uuid[]) and ended_at is null group by partner_id`);
}

/** The condition that a partner id is one the caller may see. */
export function visible(partnerId: RawBuilder<unknown>, visibility: PartnerVisibility): RawBuilder<unknown> {
  return visibility === 'all' ? sql`true` : sql`${partnerId} = ${visibility}::uuid`;
}
