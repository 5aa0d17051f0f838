import { sql } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Partner } from '../partners/partner.entity.ts';
import type { PartnerVisibility } from '../partners/partner-visibility.ts';
import { PARTNER_COLUMNS, toPartner, visible, type PartnerRow } from '../partners/partners.query.ts';
import type { PartnerAccount, PartnerRelationship } from './partner-account.entity.ts';

/** Which accounts to list. */
export interface PartnerAccountFilter {
  partnerId?: Uuid | undefined;
  organizationId?: Uuid | undefined;
  relationship?: PartnerRelationship | null | undefined;
  isActive?: boolean | null | undefined;
}

/** Sort orders of the list of accounts. */
export const PARTNER_ACCOUNT_ORDERS = {
  startedAtDesc: { column: 'started_at', type: 'timestamptz', direction: 'desc' },
  startedAtAsc: { column: 'started_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const ACCOUNT_COLUMNS = sql`
  account.id, account.test_mode as "testMode", account.partner_id as "partnerId", account.organization_id as "organizationId",
  account.relationship, account.started_at as "startedAt", account.ended_at as "endedAt"`;

/** Accounts by id, as far as the caller may see them. */
export async function findPartnerAccounts(
  db: Queryable,
  ids: readonly Uuid[],
  visibility: PartnerVisibility,
): Promise<PartnerAccount[]> {
  return db.query(sql<PartnerAccount>`
    select ${ACCOUNT_COLUMNS} from partner_accounts account where account.id = any(${ids}::uuid[]) and ${visible(sql`account.partner_id`, visibility)}`);
}

/** A page of the accounts that the caller may see. */
export async function listPartnerAccounts(
  db: Queryable,
  request: { filter: PartnerAccountFilter; visibility: PartnerVisibility; order: KeysetOrder; page: PageRequest },
): Promise<Page<PartnerAccount>> {
  const { partnerId, organizationId, relationship, isActive } = request.filter;
  const conditions = [visible(sql`account.partner_id`, request.visibility)];
  if (partnerId) conditions.push(sql`account.partner_id = ${partnerId}`);
  if (organizationId) conditions.push(sql`account.organization_id = ${organizationId}`);
  if (relationship) conditions.push(sql`account.relationship = ${relationship}`);
  if (isActive !== null && isActive !== undefined) conditions.push(sql`(account.ended_at is null) = ${isActive}`);
  const statement = sql<PartnerAccount>`select ${ACCOUNT_COLUMNS}, account.started_at from partner_accounts account where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, request.order, request.page);
}

/** Those of the organizations that are or were accounts, as far as the caller may see. */
export async function findPartneredOrganizations(
  db: Queryable,
  organizationIds: readonly Uuid[],
  visibility: PartnerVisibility,
): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`
    select distinct account.organization_id as id from partner_accounts account
    where account.organization_id = any(${organizationIds}::uuid[]) and ${visible(sql`account.partner_id`, visibility)}`);
  return rows.map((row) => row.id);
}

/** The present partner of each organization, as far as the caller may see it. */
export async function findPartnersOfOrganizations(
  db: Queryable,
  organizationIds: readonly Uuid[],
  visibility: PartnerVisibility,
): Promise<(Partner & { organizationId: Uuid })[]> {
  const rows = await db.query(sql<PartnerRow & { organizationId: Uuid }>`
    select ${PARTNER_COLUMNS}, account.organization_id as "organizationId"
    from partner_accounts account join partners partner on partner.id = account.partner_id
    where account.organization_id = any(${organizationIds}::uuid[]) and account.ended_at is null and ${visible(sql`partner.id`, visibility)}`);
  return rows.map(toPartner);
}
