import type { Migration } from '../migration.ts';

/** The outbox of e-mail: written in the transaction of the change it tells of, sent after the commit. */
export const outboundEmails: Migration = {
  version: 5,
  name: 'outbound e-mail',
  sql: `
-- An ordinary table, as it is drained as one. A message of no tenant (a person’s own, such as a reset) has none.
create table platform.outbound_emails (
  id uuid primary key,
  tenant_id uuid,
  organization_id uuid,
  kind text not null,
  recipient text not null,
  subject text not null,
  -- Emptied once a mail server has the message, as it may hold secrets.
  body_text text,
  body_html text,
  status text not null check (status in ('pending', 'sent', 'kept', 'failed')),
  attempts int not null default 0,
  next_attempt_at timestamptz,
  last_error text,
  created_at timestamptz not null,
  settled_at timestamptz
);
create index outbound_emails_due on platform.outbound_emails (next_attempt_at) where status = 'pending';
create index outbound_emails_created on platform.outbound_emails (created_at, id);
create index outbound_emails_tenant on platform.outbound_emails (tenant_id, created_at, id);
create index outbound_emails_settled on platform.outbound_emails (settled_at) where settled_at is not null;
alter table platform.outbound_emails enable row level security;
alter table platform.outbound_emails force row level security;
create policy writers on platform.outbound_emails for insert
  with check (tenant_id is not distinct from nullif(current_setting('app.tenant_id', true), '')::uuid);
create policy sender on platform.outbound_emails to {{role:tenants}} using (true);
grant insert on platform.outbound_emails to {{roles}};
grant select, update, delete on platform.outbound_emails to {{role:tenants}};
`,
};
