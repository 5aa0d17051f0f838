import { sharedTable, type Migration } from '../../../platform/database/migration.ts';

/** Passwords, sessions, failed attempts and security events: of people over all tenants, so they stand in shared tables. */
export const credentials = (version: number): Migration => ({
  version,
  name: 'passwords, sessions, security events',
  sql: `
alter table tenants.users add column email_verified_at timestamptz;

-- Only whoever reads the mail of the address, or owns the database, gets a password in here.
create table tenants.credentials (
  user_id uuid primary key references tenants.users on delete cascade,
  password_hash text not null,
  changed_at timestamptz not null
);

create table tenants.mailed_codes (
  code_hash text primary key,
  purpose text not null check (purpose in ('email_verification', 'password_reset')),
  user_id uuid not null references tenants.users on delete cascade,
  -- The password that becomes the account's once the code was used together with it.
  password_hash text,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index mailed_codes_user on tenants.mailed_codes (user_id);
create index mailed_codes_expiry on tenants.mailed_codes (expires_at);

create table tenants.sessions (
  id uuid primary key,
  user_id uuid not null references tenants.users on delete cascade,
  -- The place in which it acts unless a request names another.
  tenant_id uuid not null,
  organization_id uuid,
  test_mode boolean not null,
  access_token_hash text not null constraint sessions_access_token unique,
  access_expires_at timestamptz not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  ended_at timestamptz,
  end_reason text
);
create index sessions_user on tenants.sessions (user_id, created_at, id);
create index sessions_expiry on tenants.sessions (expires_at);

-- Every refresh token that a session ever had: one that comes back after it was rotated tells of a theft.
create table tenants.refresh_tokens (
  token_hash text primary key,
  session_id uuid not null references tenants.sessions on delete cascade,
  replaces text,
  created_at timestamptz not null,
  rotated_at timestamptz
);
create index refresh_tokens_session on tenants.refresh_tokens (session_id);

create table tenants.sign_in_attempts (
  subject text primary key,
  failures int not null,
  last_failed_at timestamptz not null,
  locked_until timestamptz
);
create index sign_in_attempts_age on tenants.sign_in_attempts (last_failed_at);

grant select, insert, update, delete on tenants.credentials, tenants.mailed_codes, tenants.sessions, tenants.refresh_tokens,
  tenants.sign_in_attempts to {{role}};

${sharedTable(
  'tenants.security_events',
  `id uuid not null,
  organization_id uuid,
  user_id uuid,
  type text not null,
  actor text not null,
  ip_address text,
  user_agent text,
  details jsonb not null,
  occurred_at timestamptz not null,
  primary key (tenant_id, id)`,
  { grants: 'select, insert, delete' },
)}
-- What happens to a person is told to each tenant that the person belongs to; who writes it is in none of them.
create policy recording on tenants.security_events for insert with check (true);
create index security_events_time on tenants.security_events (tenant_id, occurred_at, id);
create index security_events_user on tenants.security_events (tenant_id, user_id, occurred_at, id);
`,
});
