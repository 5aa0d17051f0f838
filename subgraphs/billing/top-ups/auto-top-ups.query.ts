import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** On what terms a balance tops itself up; amounts are exact decimals in the entity's currency. */
export interface AutoTopUp {
  entityId: Uuid;
  organizationId: Uuid;
  packageId: Uuid;
  /** Unspent credits at or below which a package is bought. */
  threshold: string;
  /** The most that is paid in a calendar month of the entity's time zone. */
  monthlyCeiling: string;
  paymentMethodToken: string;
  isEnabled: boolean;
  /** When a payment failed; nothing is bought until the terms are set anew. */
  pausedAt: Date | null;
  updatedAt: Date;
}

const TOP_UP_COLUMNS = sql`a.id as "entityId", a.organization_id as "organizationId", a.package_id as "packageId", a.threshold, a.monthly_ceiling as "monthlyCeiling",
  a.payment_method_token as "paymentMethodToken", a.is_enabled as "isEnabled", a.paused_at as "pausedAt", a.updated_at as "updatedAt"`;

/** Writes the terms of an entity, in the place of those before. */
export async function saveAutoTopUp(db: ScopedQueryable, terms: AutoTopUp): Promise<void> {
  await db.query(sql`
    insert into auto_top_ups (id, organization_id, test_mode, package_id, threshold, monthly_ceiling, payment_method_token, is_enabled, paused_at, updated_at)
    values (${terms.entityId}, ${terms.organizationId}, ${db.scope.testMode}, ${terms.packageId}, ${terms.threshold}, ${terms.monthlyCeiling},
      ${terms.paymentMethodToken}, ${terms.isEnabled}, null, ${terms.updatedAt})
    on conflict (id) do update set package_id = excluded.package_id, threshold = excluded.threshold, monthly_ceiling = excluded.monthly_ceiling,
      payment_method_token = excluded.payment_method_token, is_enabled = excluded.is_enabled, paused_at = null, updated_at = excluded.updated_at`);
}

/** The terms of entities, as far as they have some. */
export async function findAutoTopUps(db: ScopedQueryable, entityIds: readonly Uuid[]): Promise<AutoTopUp[]> {
  return db.query(
    sql<AutoTopUp>`select ${TOP_UP_COLUMNS} from auto_top_ups a where a.id = any(${entityIds}::uuid[]) and ${inScope(db, 'a')}`,
  );
}

/** Entities whose balances are to top themselves up, up to a limit. */
export async function findActiveTopUps(db: ScopedQueryable, limit: number): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`
    select a.id from auto_top_ups a where a.is_enabled and a.paused_at is null and ${inScope(db, 'a')} limit ${limit}`);
  return rows.map((row) => row.id);
}

/** A balance that is due for a package. */
export interface DueTopUp extends AutoTopUp {
  timeZone: string;
  price: string;
}

/** Balances that are at or below their threshold, whose package is offered, and for which no automatic purchase is under way. */
export async function findDueTopUps(db: ScopedQueryable, limit: number): Promise<DueTopUp[]> {
  return db.query(sql<DueTopUp>`
    select ${TOP_UP_COLUMNS}, e.time_zone as "timeZone", p.price
    from auto_top_ups a join credit_balances b on b.id = a.id join entities e on e.id = a.id join credit_packages p on p.id = a.package_id
    where a.is_enabled and a.paused_at is null and p.is_active and b.remaining + b.reserved <= a.threshold and ${inScope(db, 'a')}
      and not exists (select from credit_purchases u where u.entity_id = a.id and u.is_automatic and u.status = 'pending')
    order by a.id limit ${limit}`);
}

/** What automatic purchases of an entity came to since a moment, refunded or not, and how many they were; failed ones count as nothing. */
export async function sumAutomaticPurchases(
  db: ScopedQueryable,
  entityId: Uuid,
  since: Date,
): Promise<{ paid: string; count: number }> {
  const row = await db.first(sql<{ paid: string; count: number }>`
    select coalesce(sum(u.price) filter (where u.status <> 'failed'), 0) as paid, count(*)::int as count from credit_purchases u
    where u.entity_id = ${entityId} and u.is_automatic and u.created_at >= ${since} and ${inScope(db, 'u')}`);
  return row!;
}

/** Pauses the terms of an entity, because a payment failed. */
export async function pauseAutoTopUp(db: ScopedQueryable, entityId: Uuid, pausedAt: Date): Promise<void> {
  await db.query(sql`update auto_top_ups set paused_at = ${pausedAt} where id = ${entityId} and ${inScope(db, 'auto_top_ups')}`);
}
