import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../platform/database/session.ts';
import type { SessionScope } from '../../platform/database/session-scope.ts';

/** A session or transaction: something that runs statements and knows in whose name. */
export interface ScopedQueryable extends Queryable {
  readonly scope: SessionScope;
}

/** The condition by which a statement names whose rows it means: the organization's (all of the tenant's for its staff), of one mode. */
export function inScope(db: ScopedQueryable, table: string): RawBuilder<unknown> {
  const { organization, testMode } = db.scope;
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${table}.${name}`);
  if (organization === null) return sql`false`;
  if (organization === 'all') return sql`${column('test_mode')} = ${testMode}`;
  return sql`${column('organization_id')} = ${organization} and ${column('test_mode')} = ${testMode}`;
}

/** The pattern of texts that contain what somebody searches for, with nothing in it taken as a wildcard. */
export function containing(text: string): string {
  return `%${text.slice(0, 100).replaceAll(/[\\%_]/g, (wildcard) => `\\${wildcard}`)}%`;
}
