import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { AddonBase, SurchargeType } from '../addons/addon.entity.ts';

/** An addon as it was charged on a shipment; amounts and the addon's version are as they were pinned. */
export interface AddonApplication {
  id: Uuid;
  organizationId: Uuid;
  addonId: Uuid;
  addonVersion: number;
  addonName: string;
  surchargeType: SurchargeType;
  base: AddonBase | null;
  isFolded: boolean;
  shipmentId: Uuid;
  carrierName: string;
  service: string;
  currency: string;
  amount: string;
  /** The application that this one takes back. */
  reversesId: Uuid | null;
  commissionAmount: string;
  createdAt: Date;
}

/** Which applications to list. */
export interface AddonApplicationFilter {
  organizationId?: Uuid | undefined;
  addonId?: Uuid | undefined;
  shipmentId?: Uuid | undefined;
  currency?: string | null | undefined;
  isReversal?: boolean | null | undefined;
  /** Recorded at this instant or later. */
  from?: Date | null | undefined;
  /** Recorded before this instant. */
  until?: Date | null | undefined;
}

const APPLICATION_COLUMNS = sql`
  id, organization_id as "organizationId", addon_id as "addonId", addon_version as "addonVersion", addon_name as "addonName",
  surcharge_type as "surchargeType", base, is_folded as "isFolded", shipment_id as "shipmentId", carrier_name as "carrierName", service,
  currency, amount, commission_amount as "commissionAmount", reverses_id as "reversesId", created_at as "createdAt"`;

const LATEST_FIRST: KeysetOrder = { column: 'created_at', type: 'timestamptz', direction: 'desc' };

/** A page of applications, latest first. */
export async function listAddonApplications(
  db: Queryable,
  filter: AddonApplicationFilter,
  page: PageRequest,
): Promise<Page<AddonApplication>> {
  return fetchPage(
    db,
    sql<AddonApplication>`select ${APPLICATION_COLUMNS}, created_at from addon_applications where ${conditionsOf(filter)}`,
    LATEST_FIRST,
    page,
  );
}

/** Applications of a list, latest first: those behind one of them, or from the first. */
export async function findApplicationsToExport(
  db: Queryable,
  filter: AddonApplicationFilter,
  range: { after: Uuid | null; limit: number },
): Promise<AddonApplication[]> {
  const behind = range.after
    ? sql`(created_at, id) < (select a.created_at, a.id from addon_applications a where a.id = ${range.after}::uuid)`
    : sql`true`;
  return db.query(sql<AddonApplication>`
    select ${APPLICATION_COLUMNS} from addon_applications where ${conditionsOf(filter)} and ${behind}
    order by created_at desc, id desc limit ${range.limit}`);
}

/** The applications on shipments in the order they were charged; of one organization unless `organizationId` is null. */
export async function findAddonApplications(
  db: Queryable,
  shipmentIds: readonly Uuid[],
  organizationId: Uuid | null,
): Promise<AddonApplication[]> {
  return db.query(sql<AddonApplication>`
    select ${APPLICATION_COLUMNS} from addon_applications
    where shipment_id = any(${shipmentIds}::uuid[]) and (${organizationId}::uuid is null or organization_id = ${organizationId}::uuid) order by id`);
}

/** When a shipment was last charged with the addon; null when none ever was. */
export async function lastChargedAt(db: Queryable, addonId: Uuid): Promise<Date | null> {
  const last = await db.first(sql<{ createdAt: Date }>`
    select created_at as "createdAt" from addon_applications
    where addon_id = ${addonId}::uuid and reverses_id is null order by created_at desc limit 1`);
  return last?.createdAt ?? null;
}

/** What applications come to in one currency. */
export interface ApplicationTotals {
  currency: string;
  amount: string;
  commissionAmount: string;
  count: number;
}

/** What the applications of the list come to, by currency. */
export async function sumAddonApplications(db: Queryable, filter: AddonApplicationFilter): Promise<ApplicationTotals[]> {
  return db.query(sql<ApplicationTotals>`
    select currency, sum(amount) as amount, sum(commission_amount) as "commissionAmount", count(*)::int as count
    from addon_applications where ${conditionsOf(filter)} group by currency order by currency`);
}

function conditionsOf(filter: AddonApplicationFilter): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (filter.organizationId) conditions.push(sql`organization_id = ${filter.organizationId}::uuid`);
  if (filter.addonId) conditions.push(sql`addon_id = ${filter.addonId}::uuid`);
  if (filter.shipmentId) conditions.push(sql`shipment_id = ${filter.shipmentId}::uuid`);
  if (filter.from) conditions.push(sql`created_at >= ${filter.from}`);
  if (filter.until) conditions.push(sql`created_at < ${filter.until}`);
  if (filter.currency) conditions.push(sql`currency = ${filter.currency}`);
  if (typeof filter.isReversal === 'boolean') conditions.push(sql`(reverses_id is not null) = ${filter.isReversal}`);
  return sql.join(conditions, sql` and `);
}
