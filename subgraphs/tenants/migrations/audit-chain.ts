import { sharedTable, type Migration } from '../../../platform/database/migration.ts';

/** The chains of seals over the audit log: one a tenant and mode, appended to by the sealer and never changed. */
export function auditChain(version: number): Migration {
  return {
    version,
    name: 'seals over the audit log',
    sql: [
      sharedTable(
        'tenants.audit_seals',
        `position bigint not null,
  entry_id uuid not null,
  entry_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  primary key (tenant_id, test_mode, position),
  unique (tenant_id, test_mode, entry_id)`,
        { hasMode: true, grants: 'select, insert' },
      ),
      sharedTable(
        'tenants.audit_chains',
        `position bigint not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  primary key (tenant_id, test_mode)`,
        { hasMode: true, grants: 'select, insert, update' },
      ),
    ].join('\n'),
  };
}
