import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { fetchPages, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { BalanceOwner } from '../credits/credit-balance.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { PurchaseStatus } from './purchase-state.ts';

/** Credits that somebody bought, on the terms of then; amounts are exact decimals of one currency. */
export interface CreditPurchase {
  id: Uuid;
  organizationId: Uuid;
  entityId: Uuid;
  packageId: Uuid;
  credits: string;
  price: string;
  currency: string;
  validityDays: number;
  /** Whether the balance topped itself up. */
  isAutomatic: boolean;
  status: PurchaseStatus;
  refundedCredits: string;
  refundedAmount: string;
  idempotencyKey: string;
  createdAt: Date;
  settledAt: Date | null;
  /** Null until it is paid. */
  grantId: Uuid | null;
}

const PURCHASE_COLUMNS = sql`u.id, u.organization_id as "organizationId", u.entity_id as "entityId", u.package_id as "packageId", u.credits, u.price, u.currency,
  u.validity_days as "validityDays", u.is_automatic as "isAutomatic", u.status, u.refunded_credits as "refundedCredits", u.refunded_amount as "refundedAmount",
  u.idempotency_key as "idempotencyKey", u.created_at as "createdAt", u.settled_at as "settledAt", (select g.id from credit_grants g where g.purchase_id = u.id) as "grantId"`;

/** The purchase made earlier under the key in the organization. */
export async function findPurchaseByKey(
  db: ScopedQueryable,
  organizationId: Uuid,
  key: string,
): Promise<CreditPurchase | undefined> {
  return db.first(sql<CreditPurchase>`
    select ${PURCHASE_COLUMNS} from credit_purchases u where u.organization_id = ${organizationId} and u.idempotency_key = ${key} and ${inScope(db, 'u')}`);
}

/** Purchases by id, as far as the session may see them. */
export async function findPurchases(db: ScopedQueryable, ids: readonly Uuid[]): Promise<CreditPurchase[]> {
  return db.query(
    sql<CreditPurchase>`select ${PURCHASE_COLUMNS} from credit_purchases u where u.id = any(${ids}::uuid[]) and ${inScope(db, 'u')}`,
  );
}

/** Locks the balance that a purchase is for; undefined when there is no such purchase in view. */
export async function lockBalanceOfPurchase(db: ScopedQueryable, purchaseId: Uuid): Promise<BalanceOwner | undefined> {
  return db.first(sql<BalanceOwner>`
    select b.id as "entityId", b.organization_id as "organizationId" from credit_balances b
    where b.id = (select u.entity_id from credit_purchases u where u.id = ${purchaseId} and ${inScope(db, 'u')}) and ${inScope(db, 'b')} for update`);
}

/** Writes a purchase. */
export async function insertPurchase(db: ScopedQueryable, purchase: CreditPurchase): Promise<void> {
  await db.query(sql`
    insert into credit_purchases (id, organization_id, test_mode, entity_id, package_id, credits, price, currency, validity_days, is_automatic, status, idempotency_key, created_at)
    values (${purchase.id}, ${purchase.organizationId}, ${db.scope.testMode}, ${purchase.entityId}, ${purchase.packageId}, ${purchase.credits}, ${purchase.price},
      ${purchase.currency}, ${purchase.validityDays}, ${purchase.isAutomatic}, ${purchase.status}, ${purchase.idempotencyKey}, ${purchase.createdAt})`);
}

/** Moves a purchase on. */
export async function updatePurchase(
  db: ScopedQueryable,
  change: Pick<CreditPurchase, 'id' | 'status' | 'settledAt' | 'refundedCredits' | 'refundedAmount'>,
): Promise<CreditPurchase> {
  const row = await db.first(sql<CreditPurchase>`
    update credit_purchases u set status = ${change.status}, settled_at = ${change.settledAt}, refunded_credits = ${change.refundedCredits},
      refunded_amount = ${change.refundedAmount}
    where u.id = ${change.id} and ${inScope(db, 'u')} returning ${PURCHASE_COLUMNS}`);
  return row!;
}

/** A page of the purchases of each entity, newest first; one statement for all entities. */
export async function listPurchases(
  db: ScopedQueryable,
  entityIds: readonly Uuid[],
  request: PageRequest,
): Promise<Map<Uuid, Page<CreditPurchase>>> {
  const statement = sql<CreditPurchase>`select ${PURCHASE_COLUMNS}, u.entity_id as parent_id, u.created_at from credit_purchases u where ${inScope(db, 'u')}`;
  return fetchPages(db, entityIds, statement, { column: 'created_at', type: 'timestamptz', direction: 'desc' }, request);
}

/** Purchases whose refund the provider has not confirmed yet, the oldest in front. */
export async function findUnrefunded(db: ScopedQueryable, limit: number): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`
    select u.id from credit_purchases u where u.status = 'refunding' and ${inScope(db, 'u')} order by u.settled_at, u.id limit ${limit}`);
  return rows.map((row) => row.id);
}
