import type { Migration } from '../../../platform/database/migration.ts';

const DIRECTORY = `
alter table tenants.tenants drop constraint tenants_status_check;
alter table tenants.tenants
  add constraint tenants_status_check check (status in ('provisioning', 'active', 'suspended', 'deleted', 'failed')),
  add column region text,
  add column feature_flags jsonb not null default '{}',
  add column branding jsonb not null default '{}',
  -- Kept while it is deleted, so that restoring brings back what it was.
  add column suspended_at timestamptz,
  add column suspension_reason text,
  add column deleted_at timestamptz,
  add column purge_after timestamptz,
  -- The key under which it was asked for, and a fingerprint of what was asked.
  add column idempotency_key text,
  add column request_hash text;
-- One whose provisioning failed gives its slug free.
alter table tenants.tenants drop constraint tenants_slug;
create unique index tenants_slug on tenants.tenants (slug) where status <> 'failed';
create unique index tenants_idempotency_key on tenants.tenants (idempotency_key);
create index tenants_purge on tenants.tenants (purge_after) where purge_after is not null;
`;

const PROVISIONING = `
-- How far the making of a tenant is. A step that was cut off or failed is taken again at next_attempt_at.
create table tenants.provisioning (
  tenant_id uuid primary key references tenants.tenants on delete cascade,
  step text not null check (step in ('schema', 'carriers', 'done')),
  carriers jsonb not null,
  attempts int not null,
  last_error text,
  next_attempt_at timestamptz,
  started_at timestamptz not null,
  finished_at timestamptz
);
create index provisioning_open on tenants.provisioning (next_attempt_at) where next_attempt_at is not null;
grant select, insert, update, delete on tenants.provisioning to {{role}};
`;

const DOMAINS = `
-- A domain that nobody has proven to hold keeps nobody else from proving it: it is unique once verified.
alter table tenants.tenant_domains
  drop constraint tenant_domains_domain,
  add column id uuid not null default gen_random_uuid() primary key,
  add column kind text not null default 'platform' check (kind in ('platform', 'app', 'api')),
  add column token text,
  add column created_at timestamptz not null default now(),
  add column verified_at timestamptz;
update tenants.tenant_domains set verified_at = created_at;
alter table tenants.tenant_domains alter column id drop default, alter column kind drop default, alter column created_at drop default;
create unique index tenant_domains_domain on tenants.tenant_domains (domain) where verified_at is not null;
create unique index tenant_domains_once on tenants.tenant_domains (tenant_id, domain);
`;

const COUNTS = `
create table tenants.tenant_counts (
  tenant_id uuid primary key,
  organizations bigint not null,
  active_organizations bigint not null,
  members bigint not null
);
insert into tenants.tenant_counts (tenant_id, organizations, active_organizations, members)
  select tenant_id, count(*), count(*) filter (where is_active),
    (select count(*) from tenants.member_directory m where m.tenant_id = o.tenant_id)
  from tenants.organization_directory o group by tenant_id;
create index api_tokens_counted on tenants.api_tokens (tenant_id) where revoked_at is null and not is_personal;
grant select, insert, update on tenants.tenant_counts to {{role}};
grant select on tenants.tenants, tenants.tenant_counts to {{role:operators}};
`;

/** What a tenant goes through from its making to its end; its domains; how many organizations and members it has. */
export const tenantLifecycle = (version: number): Migration => ({
  version,
  name: 'tenant lifecycle, domains, counts',
  sql: [DIRECTORY, PROVISIONING, DOMAINS, COUNTS].join('\n'),
});
