import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../platform/database/session.ts';
import type { SessionScope } from '../../platform/database/session-scope.ts';

/** A session or transaction: something that runs statements and knows in whose name. */
export interface ScopedQueryable extends Queryable {
  readonly scope: SessionScope;
}

/** The condition by which a statement names the organizations it means; `column` holds their id. Organizations exist in both modes. */
export function inOrganization(db: ScopedQueryable, column: 'id' | 'organization_id'): RawBuilder<unknown> {
  const { organization } = db.scope;
  if (organization === null) return sql`false`;
  return organization === 'all' ? sql`true` : sql`${sql.ref(column)} = ${organization}::uuid`;
}

/** The same for a table that tenants share, whose rows have a tenant, a mode and, unless they are the whole tenant's, an organization. */
export function inSharedScope(db: ScopedQueryable, table: string): RawBuilder<unknown> {
  const { tenant, organization, testMode } = db.scope;
  if (!tenant || organization === null) return sql`false`;
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${table}.${name}`);
  const mine = sql`${column('tenant_id')} = ${tenant.id}::uuid and ${column('test_mode')} = ${testMode}`;
  return organization === 'all' ? mine : sql`${mine} and ${column('organization_id')} = ${organization}::uuid`;
}
