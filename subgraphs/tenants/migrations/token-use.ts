import type { Migration } from '../../../platform/database/migration.ts';

/** When and whence tokens were used, secrets that are being replaced, and the networks that tenants allow. */
export const tokenUse = (version: number): Migration => ({
  version,
  name: 'use and rotation of tokens, allowed networks',
  sql: `
alter table tenants.api_tokens
  add column last_used_at timestamptz,
  add column last_used_ip text,
  add column rotated_at timestamptz,
  -- The secret before this one, which is good for a while yet.
  add column previous_token_hash text,
  add column previous_ends_at timestamptz;
create unique index api_tokens_previous on tenants.api_tokens (previous_token_hash) where previous_token_hash is not null;

create table tenants.ip_rules (
  id uuid primary key,
  tenant_id uuid not null,
  range cidr not null,
  description text,
  created_by text not null,
  created_at timestamptz not null,
  constraint ip_rules_once unique (tenant_id, range)
);
grant select, insert, update, delete on tenants.ip_rules to {{role}};
`,
});
