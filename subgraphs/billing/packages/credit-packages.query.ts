import { sql } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';

/** Credits as the tenant offers them; amounts are exact decimals of one currency. */
export interface CreditPackage {
  id: Uuid;
  name: string;
  description: string | null;
  credits: string;
  price: string;
  currency: string;
  /** How long the credits last from when they are paid. */
  validityDays: number;
  isActive: boolean;
  createdAt: Date;
}

/** Which packages to list; conditions add up. */
export interface CreditPackageFilter {
  isActive?: boolean | null | undefined;
  currency?: string | null | undefined;
}

/** Sort orders of the list of packages. */
export const PACKAGE_ORDERS = {
  priceAsc: { column: 'price', type: 'numeric', direction: 'asc' },
  priceDesc: { column: 'price', type: 'numeric', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

const PACKAGE_COLUMNS = sql`p.id, p.name, p.description, p.credits, p.price, p.currency, p.validity_days as "validityDays", p.is_active as "isActive",
  p.created_at as "createdAt"`;

/** Writes a package, or its new facts. */
export async function savePackage(db: ScopedQueryable, credits: CreditPackage): Promise<void> {
  await db.query(sql`
    insert into credit_packages (test_mode, id, name, description, credits, price, currency, validity_days, is_active, created_at)
    values (${db.scope.testMode}, ${credits.id}, ${credits.name}, ${credits.description}, ${credits.credits}, ${credits.price}, ${credits.currency},
      ${credits.validityDays}, ${credits.isActive}, ${credits.createdAt})
    on conflict (id) do update set name = excluded.name, description = excluded.description, credits = excluded.credits, price = excluded.price,
      validity_days = excluded.validity_days, is_active = excluded.is_active`);
}

/** Locks a package until the transaction ends; undefined when there is none in the mode. */
export async function lockPackage(db: ScopedQueryable, id: Uuid): Promise<CreditPackage | undefined> {
  return db.first(
    sql<CreditPackage>`select ${PACKAGE_COLUMNS} from credit_packages p where p.id = ${id} and p.test_mode = ${db.scope.testMode} for update`,
  );
}

/** Packages by id. */
export async function findPackages(db: ScopedQueryable, ids: readonly Uuid[]): Promise<CreditPackage[]> {
  return db.query(
    sql<CreditPackage>`select ${PACKAGE_COLUMNS} from credit_packages p where p.id = any(${ids}::uuid[]) and p.test_mode = ${db.scope.testMode}`,
  );
}

/** A page of the packages. */
export async function listPackages(
  db: ScopedQueryable,
  filter: CreditPackageFilter,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<CreditPackage>> {
  const conditions = [sql`p.test_mode = ${db.scope.testMode}`];
  if (filter.isActive !== null && filter.isActive !== undefined) conditions.push(sql`p.is_active = ${filter.isActive}`);
  if (filter.currency) conditions.push(sql`p.currency = ${filter.currency}`);
  const statement = sql<CreditPackage>`select ${PACKAGE_COLUMNS} from credit_packages p where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, request);
}
