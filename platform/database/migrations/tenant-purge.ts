import type { Migration } from '../migration.ts';

/** The end of a tenant's schema, and of its rows in every table that tenants share. */
export const tenantPurge = (version: number): Migration => ({
  version,
  name: 'purging tenants',
  sql: `
-- When the tenant was deleted: no job works for it any more, and after its grace it is purged.
alter table platform.tenant_schemas add column retired_at timestamptz;

-- The owner writes no deliveries, but removes those of a tenant that is purged.
create policy purge on platform.deliveries to current_user
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Drops the schema of a retired tenant and removes its rows from every shared table, known by their column tenant_id; those of
-- directories go last, so that what is cut off half way is found and purged again. Runs with the owner's rights: services may
-- ask for it, and have no other way to drop anything.
create function platform.purge_tenant(purged uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $function$
declare
  retired platform.tenant_schemas;
  shared record;
  caller text := coalesce(current_setting('app.tenant_id', true), '');
begin
  select * into retired from platform.tenant_schemas where tenant_id = purged for update;
  if found and retired.retired_at is null then
    raise exception 'only a retired tenant can be purged';
  end if;
  -- Where the owner is no superuser, row-level security holds for it too.
  perform set_config('app.tenant_id', purged::text, true);
  if retired.schema_name is not null then
    execute format('drop schema if exists %I cascade', retired.schema_name);
  end if;
  for shared in
    select c.oid::regclass::text as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(t_|pg_|information_schema)'
    order by n.nspname = 'platform', n.nspname, c.relname
  loop
    execute format('delete from %s where tenant_id = $1', shared.name) using purged;
  end loop;
  perform set_config('app.tenant_id', caller, true);
end
$function$;
revoke all on function platform.purge_tenant(uuid) from public;
grant execute on function platform.purge_tenant(uuid) to {{role:tenants}};
`,
});
