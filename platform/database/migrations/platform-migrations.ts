import type { MigrationSet } from '../migration.ts';
import { outboundEmails } from './outbound-emails.ts';
import { sealableAuditLog } from './sealable-audit-log.ts';
import { jobs } from './jobs.ts';
import { dueWork } from './due-work.ts';
import { operatorView } from './operator-view.ts';
import { tenantPurge } from './tenant-purge.ts';

const TENANT_WALL = `tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`;

const AUDIT_PARTITIONS = Array.from(
  { length: 8 },
  (_, remainder) =>
    `create table platform.audit_log_p${remainder} partition of platform.audit_log for values with (modulus 8, remainder ${remainder});`,
).join('\n');

/** The platform's own tables: directory of tenant schemas, outbox, deliveries, audit log. `{{roles}}` is every subgraph's role. */
export const platformMigrations: MigrationSet = {
  owner: 'platform',
  tenant: [],
  global: [
    {
      version: 1,
      name: 'tenant schemas',
      sql: `
create table platform.tenant_migrations (
  position bigint generated always as identity,
  subgraph text not null,
  version int not null,
  name text not null,
  checksum text not null,
  sql text not null,
  primary key (subgraph, version)
);

-- A row without tenant is a spare: a schema made ahead of time, claimed in one statement when a tenant is created.
create table platform.tenant_schemas (
  schema_name text primary key,
  tenant_id uuid unique,
  created_at timestamptz not null default now(),
  claimed_at timestamptz
);
create index tenant_schemas_spare on platform.tenant_schemas (created_at) where tenant_id is null;

create table platform.tenant_schema_versions (
  schema_name text not null references platform.tenant_schemas on delete cascade,
  subgraph text not null,
  version int not null,
  migrated_at timestamptz not null default now(),
  primary key (schema_name, subgraph)
);
create index tenant_schema_versions_behind on platform.tenant_schema_versions (subgraph, version);

create table platform.subgraph_roles (role_name text primary key);

-- Replays every registered tenant migration into a new schema, atomically. Runs with the owner's rights, so that the
-- running services need none: they may ask for an empty schema and nothing else.
create function platform.provision_schema(new_schema text) returns void
language plpgsql security definer set search_path = pg_catalog as $function$
declare
  step record;
  member record;
begin
  if new_schema !~ '^t_[0-9a-z]{8,40}$' then
    raise exception 'malformed schema name';
  end if;
  execute format('create schema %I', new_schema);
  for member in select role_name from platform.subgraph_roles loop
    execute format('grant usage on schema %I to %I', new_schema, member.role_name);
  end loop;
  execute format('set local search_path to %I', new_schema);
  for step in select sql from platform.tenant_migrations order by position loop
    execute step.sql;
  end loop;
  insert into platform.tenant_schemas (schema_name) values (new_schema);
  insert into platform.tenant_schema_versions (schema_name, subgraph, version)
    select new_schema, subgraph, max(version) from platform.tenant_migrations group by subgraph;
end
$function$;
revoke all on function platform.provision_schema(text) from public;
grant execute on function platform.provision_schema(text) to {{role:tenants}};
grant select, update on platform.tenant_schemas to {{role:tenants}};
grant select on platform.tenant_schemas to {{roles}}, {{role:relay}};
grant select on platform.tenant_schema_versions, platform.tenant_migrations to {{role:tenants}};
`,
    },
    {
      version: 2,
      name: 'outbox, deliveries',
      sql: `
-- Written in the transaction of the change it tells of; drained by the relay. An ordinary table, so that it drains as one.
create table platform.outbox (
  position bigint generated always as identity,
  id uuid primary key,
  type text not null,
  version int not null,
  subject text not null,
  tenant_id uuid not null,
  organization_id uuid,
  test_mode boolean not null,
  actor text not null,
  cause_id uuid,
  occurred_at timestamptz not null,
  data jsonb not null
);
create index outbox_position on platform.outbox (position);
grant insert on platform.outbox to {{roles}};
grant select, update, delete on platform.outbox to {{role:relay}};

-- Which consumer wants which events. Each process registers its own consumers when it starts.
create table platform.subscriptions (
  consumer text not null,
  event_type text not null,
  reader text not null default current_user,
  primary key (consumer, event_type)
);
grant select, insert, update, delete on platform.subscriptions to {{roles}};
grant select on platform.subscriptions to {{role:relay}};

-- One row an event and consumer, until its effect has committed. Parked rows wait for a human after too many failures.
create table platform.deliveries (
  consumer text not null,
  position bigint generated always as identity,
  reader text not null,
  event_id uuid not null,
  type text not null,
  version int not null,
  subject text not null,
  tenant_id uuid not null,
  organization_id uuid,
  test_mode boolean not null,
  actor text not null,
  cause_id uuid,
  occurred_at timestamptz not null,
  data jsonb not null,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  parked_at timestamptz,
  last_error text,
  primary key (consumer, position)
);
create index deliveries_waiting on platform.deliveries (consumer, subject) where next_attempt_at is not null;
alter table platform.deliveries enable row level security;
alter table platform.deliveries force row level security;
create policy readers on platform.deliveries for all using (reader = current_user);
create policy relay on platform.deliveries for insert to {{role:relay}} with check (true);
grant select, update, delete on platform.deliveries to {{roles}};
grant insert on platform.deliveries to {{role:relay}};

-- What each consumer has already made an effect of: an event that arrives twice changes nothing the second time.
create table platform.consumed_events (
  event_id uuid not null,
  consumer text not null,
  consumed_at timestamptz not null default now(),
  primary key (event_id, consumer)
);
grant select, insert, delete on platform.consumed_events to {{roles}};
`,
    },
    {
      version: 3,
      name: 'audit log',
      sql: `
create table platform.audit_log (
  tenant_id uuid not null,
  id uuid not null,
  organization_id uuid,
  actor text not null,
  action text not null,
  resource_type text not null,
  resource_id uuid not null,
  changes jsonb not null,
  ip_address text,
  user_agent text,
  occurred_at timestamptz not null,
  primary key (tenant_id, id)
) partition by hash (tenant_id);
${AUDIT_PARTITIONS}
create index audit_log_organization on platform.audit_log (tenant_id, organization_id, id);
alter table platform.audit_log enable row level security;
alter table platform.audit_log force row level security;
create policy walls on platform.audit_log using (${TENANT_WALL});
grant insert on platform.audit_log to {{roles}};
grant select on platform.audit_log to {{role:tenants}};
`,
    },
    {
      version: 4,
      name: 'failed tenant steps; provisioning in step with the migrator',
      sql: `
-- Why a schema stays behind: its last failed step, until that step is done.
alter table platform.tenant_schema_versions
  add column failed_version int, add column failed_at timestamptz, add column failure text;

-- As before, but no step may be registered while a schema is being made: it would be recorded as done without having been.
create or replace function platform.provision_schema(new_schema text) returns void
language plpgsql security definer set search_path = pg_catalog as $function$
declare
  step record;
  member record;
begin
  if new_schema !~ '^t_[0-9a-z]{8,40}$' then
    raise exception 'malformed schema name';
  end if;
  lock table platform.tenant_migrations in share mode;
  execute format('create schema %I', new_schema);
  for member in select role_name from platform.subgraph_roles loop
    execute format('grant usage on schema %I to %I', new_schema, member.role_name);
  end loop;
  execute format('set local search_path to %I', new_schema);
  for step in select sql from platform.tenant_migrations order by position loop
    execute step.sql;
  end loop;
  insert into platform.tenant_schemas (schema_name) values (new_schema);
  insert into platform.tenant_schema_versions (schema_name, subgraph, version)
    select new_schema, subgraph, max(version) from platform.tenant_migrations group by subgraph;
end
$function$;
`,
    },
    outboundEmails,
    sealableAuditLog(6),
    tenantPurge(7),
    operatorView(8),
    jobs(9),
    dueWork(10),
  ],
};
