import { sql, type RawBuilder } from 'kysely';
import type { ScopedQueryable } from '../scope.query.ts';

/**
 * The condition by which a statement on the ledger names whose rows it means: the tenant's, of one mode. The ledger is the tenant's
 * own: a session of one organization sees none of it, but what is about its entities where that is asked for by their ids.
 */
export function ledgerInScope(db: ScopedQueryable, alias: string): RawBuilder<unknown> {
  const { tenant, testMode } = db.scope;
  if (tenant === null) return sql`false`;
  return sql`${sql.ref(`${alias}.tenant_id`)} = ${tenant.id}::uuid and ${sql.ref(`${alias}.test_mode`)} = ${testMode}`;
}
