import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { RuleSource } from './commission-rule.ts';

/** A commission as it was earned on an application, or taken back with it; amount and rate stay as they were. */
export interface CommissionRecord {
  id: Uuid;
  organizationId: Uuid;
  applicationId: Uuid;
  addonId: Uuid;
  addonVersion: number;
  shipmentId: Uuid;
  currency: string;
  amount: string;
  baseAmount: string;
  rate: string;
  ruleSource: RuleSource;
  recipientOrganizationId: Uuid | null;
  /** The commission that this one takes back. */
  reversesId: Uuid | null;
  createdAt: Date;
}

/** Which commissions to list. */
export interface CommissionFilter {
  organizationId?: Uuid | undefined;
  addonId?: Uuid | undefined;
  shipmentId?: Uuid | undefined;
  recipientOrganizationId?: Uuid | undefined;
  /** True: only those that the platform receives; false: only those of organizations. */
  isPlatform?: boolean | null | undefined;
  isReversal?: boolean | null | undefined;
  ruleSource?: RuleSource | null | undefined;
  currency?: string | null | undefined;
  /** Recorded at this instant or later. */
  from?: Date | null | undefined;
  /** Recorded before this instant. */
  until?: Date | null | undefined;
}

/** Sort orders of the list of commissions; the keys are the names in the API. */
export const COMMISSION_ORDERS = {
  CREATED_AT_DESC: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  CREATED_AT_ASC: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

/** What commissions come to in one currency. */
export interface CommissionTotals {
  currency: string;
  amount: string;
  baseAmount: string;
  count: number;
}

const COLUMNS = sql`
  id, organization_id as "organizationId", application_id as "applicationId", addon_id as "addonId", addon_version as "addonVersion",
  shipment_id as "shipmentId", currency, amount, base_amount as "baseAmount", trim_scale(rate) as rate, rule_source as "ruleSource",
  recipient_organization_id as "recipientOrganizationId", reverses_id as "reversesId", created_at as "createdAt"`;

/** A page of commissions. */
export async function listCommissions(
  db: Queryable,
  filter: CommissionFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<CommissionRecord>> {
  const statement = sql<CommissionRecord>`select ${COLUMNS}, created_at from commissions where ${conditionsOf(filter)}`;
  return fetchPage(db, statement, order, page);
}

/** Commissions of a list, latest first: those behind one of them, or from the first. */
export async function findCommissionsToExport(
  db: Queryable,
  filter: CommissionFilter,
  range: { after: Uuid | null; limit: number },
): Promise<CommissionRecord[]> {
  const behind = range.after
    ? sql`(created_at, id) < (select c.created_at, c.id from commissions c where c.id = ${range.after}::uuid)`
    : sql`true`;
  return db.query(sql<CommissionRecord>`
    select ${COLUMNS} from commissions where ${conditionsOf(filter)} and ${behind} order by created_at desc, id desc limit ${range.limit}`);
}

/** What the commissions of the list come to, by currency. */
export async function sumCommissions(db: Queryable, filter: CommissionFilter): Promise<CommissionTotals[]> {
  return db.query(sql<CommissionTotals>`
    select currency, sum(amount) as amount, sum(base_amount) as "baseAmount", count(*)::int as count
    from commissions where ${conditionsOf(filter)} group by currency order by currency`);
}

function conditionsOf(filter: CommissionFilter): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (filter.organizationId) conditions.push(sql`organization_id = ${filter.organizationId}::uuid`);
  if (filter.addonId) conditions.push(sql`addon_id = ${filter.addonId}::uuid`);
  if (filter.shipmentId) conditions.push(sql`shipment_id = ${filter.shipmentId}::uuid`);
  if (filter.recipientOrganizationId) conditions.push(sql`recipient_organization_id = ${filter.recipientOrganizationId}::uuid`);
  if (typeof filter.isPlatform === 'boolean') conditions.push(sql`(recipient_organization_id is null) = ${filter.isPlatform}`);
  if (typeof filter.isReversal === 'boolean') conditions.push(sql`(reverses_id is not null) = ${filter.isReversal}`);
  if (filter.ruleSource) conditions.push(sql`rule_source = ${filter.ruleSource}`);
  if (filter.currency) conditions.push(sql`currency = ${filter.currency}`);
  if (filter.from) conditions.push(sql`created_at >= ${filter.from}`);
  if (filter.until) conditions.push(sql`created_at < ${filter.until}`);
  return sql.join(conditions, sql` and `);
}
