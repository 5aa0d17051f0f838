import type { Migration } from '../../../platform/database/migration.ts';

/** Roles that tenants make, several roles a person, and what becomes of an invitation. */
export const peopleDirectory = (version: number): Migration => ({
  version,
  name: 'roles of one’s own, several roles a person, invitations to the end',
  sql: `
create table tenants.roles (
  id uuid primary key,
  tenant_id uuid not null references tenants.tenants on delete cascade,
  key text not null,
  name text not null,
  description text,
  permissions text[] not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint roles_key unique (tenant_id, key)
);
grant select, insert, update, delete on tenants.roles to {{role}};

alter table tenants.member_directory alter column role type text[] using array[role];
alter table tenants.member_directory rename column role to roles;
create index member_directory_tenant on tenants.member_directory (tenant_id);

-- A person finds the places they belong to without opening the schema of each tenant.
alter table tenants.organization_directory add column name text, add column slug text;
do $fill$
declare
  tenant record;
begin
  perform set_config('app.organization_id', '*', true);
  for tenant in select id, schema_name from tenants.tenants loop
    execute format(
      'update tenants.organization_directory d set name = o.name, slug = o.slug from %I.organizations o where o.id = d.organization_id',
      tenant.schema_name);
  end loop;
  perform set_config('app.organization_id', '', true);
end
$fill$;
alter table tenants.organization_directory alter column name set not null, alter column slug set not null;

alter table tenants.invitations drop constraint invitations_role_check;
alter table tenants.invitations alter column role type text[] using array[role];
alter table tenants.invitations rename column role to roles;
alter table tenants.invitations drop constraint invitations_status_check;
alter table tenants.invitations add constraint invitations_status check (status in ('pending', 'accepted', 'declined', 'revoked'));
alter table tenants.invitations add column sent_at timestamptz, add column times_sent int not null default 1;
update tenants.invitations set sent_at = created_at;
alter table tenants.invitations alter column sent_at set not null;
create index invitations_tenant on tenants.invitations (tenant_id, created_at, id);
`,
});

/** What became of an organization, and several roles a member. */
export const peopleTables = (version: number): Migration => ({
  version,
  name: 'organizations disabled and deleted, several roles a member',
  sql: `
alter table organizations
  add column updated_at timestamptz,
  add column disabled_at timestamptz,
  add column disabled_reason text,
  add column deleted_at timestamptz;
alter table organizations drop constraint organizations_slug;
create unique index organizations_slug on organizations (slug) where deleted_at is null;

alter table members drop constraint members_role_check;
alter table members alter column role type text[] using array[role];
alter table members rename column role to roles;
`,
});
