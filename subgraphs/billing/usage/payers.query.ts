import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** An entity as far as it matters for what it uses. */
export interface Payer {
  id: Uuid;
  organizationId: Uuid;
  currency: string;
  timeZone: string;
  isDefault: boolean;
}

/** The entities named, and the default entities of the organizations. */
export async function findPayers(
  db: ScopedQueryable,
  entityIds: readonly Uuid[],
  organizationIds: readonly Uuid[],
): Promise<Payer[]> {
  return db.query(sql<Payer>`
    select e.id, e.organization_id as "organizationId", e.currency, e.time_zone as "timeZone", e.is_default as "isDefault" from entities e
    where (e.id = any(${entityIds}::uuid[]) or (e.is_default and e.organization_id = any(${organizationIds}::uuid[]))) and ${inScope(db, 'e')}`);
}
