import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Whether the tenant has the organization, as a condition of a statement; the whole tenant is always known. */
export function isKnownOrganization(scope: { tenantId: Uuid; organizationId: Uuid | null }): RawBuilder<boolean> {
  if (scope.organizationId === null) return sql`true`;
  return sql`exists (
    select from analytics.organizations
    where tenant_id = ${scope.tenantId}::uuid and organization_id = ${scope.organizationId}::uuid and created_at is not null
  )`;
}
