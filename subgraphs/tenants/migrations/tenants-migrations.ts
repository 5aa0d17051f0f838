import { organizationTable, type MigrationSet } from '../../../platform/database/migration.ts';
import { auditChain } from './audit-chain.ts';
import { credentials } from './credentials.ts';
import { directory } from './directory.ts';
import { organizationGrace } from './organization-grace.ts';
import { peopleDirectory, peopleTables } from './people.ts';
import { tenantLifecycle } from './tenant-lifecycle.ts';
import { tokenUse } from './token-use.ts';
import { trustedDocuments } from './trusted-documents.ts';

/** The tables of the tenants subgraph: directories that every tenant shares, and each tenant's organizations. */
export const tenantsMigrations: MigrationSet = {
  owner: 'tenants',
  global: [
    {
      version: 1,
      name: 'tenants, users, invitations, tokens',
      sql: `
create table tenants.tenants (
  id uuid primary key,
  kind text not null check (kind in ('platform', 'customer')),
  name text not null,
  slug text not null,
  plan text not null check (plan in ('starter', 'professional', 'enterprise')),
  status text not null check (status in ('active', 'suspended')),
  schema_name text not null unique,
  created_at timestamptz not null,
  version int not null default 1,
  constraint tenants_slug unique (slug)
);
create unique index tenants_one_platform on tenants.tenants (kind) where kind = 'platform';
create index tenants_created on tenants.tenants (created_at, id);
create index tenants_name on tenants.tenants (name, id);

create table tenants.tenant_domains (
  domain text not null constraint tenant_domains_domain primary key,
  tenant_id uuid not null references tenants.tenants on delete cascade,
  is_primary boolean not null
);
create unique index tenant_domains_one_primary on tenants.tenant_domains (tenant_id) where is_primary;

create table tenants.users (
  id uuid primary key,
  email text not null,
  name text,
  created_at timestamptz not null,
  constraint users_email unique (email)
);

-- Staff of a tenant. Members of organizations live in the tenant's own schema.
create table tenants.tenant_members (
  tenant_id uuid not null references tenants.tenants on delete cascade,
  user_id uuid not null references tenants.users on delete cascade,
  role text not null check (role in ('operator', 'tenant_admin')),
  created_at timestamptz not null,
  primary key (tenant_id, user_id)
);

create table tenants.invitations (
  id uuid primary key,
  tenant_id uuid not null references tenants.tenants on delete cascade,
  organization_id uuid,
  email text not null,
  role text not null check (role in ('tenant_admin', 'owner', 'admin', 'member', 'developer')),
  token_hash text not null unique,
  status text not null check (status in ('pending', 'accepted', 'revoked')),
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz
);
create unique index invitations_one_pending on tenants.invitations (tenant_id, coalesce(organization_id, tenant_id), email) where status = 'pending';
create index invitations_organization on tenants.invitations (tenant_id, organization_id, created_at, id);

create table tenants.api_tokens (
  id uuid primary key,
  tenant_id uuid not null references tenants.tenants on delete cascade,
  organization_id uuid,
  -- The person who uses it (personal) or made it: limits of that person hold for it too.
  user_id uuid references tenants.users on delete cascade,
  is_personal boolean not null,
  partner_id uuid,
  role text not null check (role in ('operator', 'tenant_admin', 'owner', 'admin', 'member', 'developer', 'partner')),
  permissions text[],
  test_mode boolean not null,
  name text not null,
  hint text not null,
  token_hash text not null unique,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_tokens_tenant on tenants.api_tokens (tenant_id, organization_id, created_at, id);

grant select, insert, update, delete on tenants.tenants, tenants.tenant_domains, tenants.users, tenants.tenant_members,
  tenants.invitations, tenants.api_tokens to {{role}};
`,
    },
    auditChain(2),
    directory(3),
    peopleDirectory(4),
    tenantLifecycle(5),
    credentials(6),
    trustedDocuments(7),
    tokenUse(8),
  ],
  tenant: [
    {
      version: 1,
      name: 'organizations, members',
      sql: [
        organizationTable(
          'organizations',
          `name text not null,
          slug text not null,
          is_active boolean not null,
          created_at timestamptz not null,
          version int not null default 1,
          constraint organizations_slug unique (slug)`,
          { organizationColumn: 'id', hasMode: false },
        ),
        'create index organizations_created on organizations (created_at, id);\n',
        'create index organizations_name on organizations (name, id);\n',
        organizationTable(
          'members',
          `user_id uuid not null,
          email text not null,
          name text,
          role text not null check (role in ('owner', 'admin', 'member', 'developer')),
          joined_at timestamptz not null,
          constraint members_once unique (organization_id, user_id)`,
          { hasMode: false },
        ),
        'create index members_joined on members (organization_id, joined_at, id);\n',
      ].join('\n'),
    },
    peopleTables(2),
    organizationGrace(3),
  ],
};
