import type { Migration } from '../../../platform/database/migration.ts';

// Row-level security is forced on the tables that are read here, on their owner too.
const FILL = `
do $fill$
declare
  tenant record;
begin
  perform set_config('app.organization_id', '*', true);
  for tenant in select id, schema_name from tenants.tenants loop
    execute format(
      'insert into tenants.organization_directory (organization_id, tenant_id, is_active) select id, %L, is_active from %I.organizations',
      tenant.id, tenant.schema_name);
    execute format(
      'insert into tenants.member_directory (organization_id, user_id, tenant_id, role, joined_at)
       select organization_id, user_id, %L, role, joined_at from %I.members', tenant.id, tenant.schema_name);
  end loop;
end
$fill$;`;

/**
 * Which organizations there are and who is in them, over all tenants: so that an identity is established in one statement and a
 * person finds their places. Written with the rows of the tenant's schema, in the same transaction.
 */
export const directory = (version: number): Migration => ({
  version,
  name: 'directory of organizations and members',
  sql: `
create table tenants.organization_directory (
  organization_id uuid primary key,
  tenant_id uuid not null,
  is_active boolean not null
);
create index organization_directory_tenant on tenants.organization_directory (tenant_id);

create table tenants.member_directory (
  organization_id uuid not null,
  user_id uuid not null,
  tenant_id uuid not null,
  role text not null,
  joined_at timestamptz not null,
  primary key (organization_id, user_id)
);
create index member_directory_user on tenants.member_directory (user_id, joined_at);
grant select, insert, update, delete on tenants.organization_directory, tenants.member_directory to {{role}};
${FILL}
`,
});
