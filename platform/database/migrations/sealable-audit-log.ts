import type { Migration } from '../migration.ts';

const TENANT = `tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`;
const ORGANIZATION = `(current_setting('app.organization_id', true) = '*' or organization_id = nullif(nullif(current_setting('app.organization_id', true), ''), '*')::uuid)`;
const MODE = `test_mode = (current_setting('app.test_mode', true) = 'on')`;

/** Audit entries belong to a mode and are read behind both walls; what is not sealed yet waits in a queue. */
export function sealableAuditLog(version: number): Migration {
  return {
    version,
    name: 'audit log by mode, behind both walls, with a queue of what is to be sealed',
    sql: `
alter table platform.audit_log add column test_mode boolean not null default false;
alter table platform.audit_log alter column test_mode drop default;
drop policy walls on platform.audit_log;
create policy writers on platform.audit_log for insert with check (${TENANT} and ${MODE});
create policy readers on platform.audit_log for select using (${TENANT} and ${ORGANIZATION} and ${MODE});

drop index platform.audit_log_organization;
create index audit_log_time on platform.audit_log (tenant_id, test_mode, occurred_at, id);
create index audit_log_organization on platform.audit_log (tenant_id, test_mode, organization_id, occurred_at, id);
create index audit_log_actor on platform.audit_log (tenant_id, test_mode, actor, occurred_at, id);
create index audit_log_action on platform.audit_log (tenant_id, test_mode, action, occurred_at, id);
create index audit_log_resource on platform.audit_log (tenant_id, resource_id, occurred_at, id);
create index audit_log_address on platform.audit_log (tenant_id, test_mode, ip_address, occurred_at, id) where ip_address is not null;

-- Written with each entry, taken by the sealer: an entry that commits late is found whenever it commits. Ids only, and no
-- wall, so that one statement says which tenants have something to be sealed.
create table platform.audit_unsealed (
  tenant_id uuid not null,
  test_mode boolean not null,
  entry_id uuid not null,
  primary key (tenant_id, test_mode, entry_id)
);
grant insert on platform.audit_unsealed to {{roles}};
grant select, delete on platform.audit_unsealed to {{role:tenants}};
insert into platform.audit_unsealed (tenant_id, test_mode, entry_id) select tenant_id, test_mode, id from platform.audit_log;
`,
  };
}
