import { tenantModeTable, type MigrationSet } from '../../../platform/database/migration.ts';
import { partnerWall } from './partner-wall.ts';
import { REVENUE_TABLES } from './revenue-tables.ts';

/** The tables of the partners subgraph. */
export const partnersMigrations: MigrationSet = {
  owner: 'partners',
  global: [],
  tenant: [
    {
      version: 1,
      name: 'partners and their accounts',
      sql: [
        tenantModeTable(
          'partners',
          `id uuid primary key,
  name text not null,
  slug text not null,
  contact_email text not null,
  status text not null check (status in ('active', 'suspended')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  commission_kind text not null check (commission_kind in ('percentage', 'fixed')),
  commission_rate numeric(7,6),
  commission_amount numeric(20,6),
  commission_recurrence text not null check (commission_recurrence in ('first_payment', 'recurring')),
  commission_months int check (commission_months between 1 and 120),
  holding_period_days int not null check (holding_period_days between 0 and 365),
  minimum_payout_amount numeric(20,6) not null check (minimum_payout_amount >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version int not null default 1,
  constraint partners_slug unique (test_mode, slug),
  constraint partners_rule check (
    case commission_kind
      when 'percentage' then commission_rate > 0 and commission_rate <= 1 and commission_amount is null
      else commission_amount > 0 and commission_rate is null
    end),
  constraint partners_months check (commission_months is null or commission_recurrence = 'recurring')`,
        ),
        'create index partners_created on partners (test_mode, created_at, id);',
        'create index partners_name on partners (test_mode, name, id);',
        tenantModeTable(
          'partner_accounts',
          `id uuid primary key,
  partner_id uuid not null references partners,
  organization_id uuid not null,
  relationship text not null check (relationship in ('refers', 'manages')),
  started_at timestamptz not null,
  ended_at timestamptz,
  constraint partner_accounts_span check (ended_at >= started_at)`,
        ),
        '-- At most one partner an organization at a time, whoever asks at once.',
        'create unique index partner_accounts_active on partner_accounts (test_mode, organization_id) where ended_at is null;',
        'create index partner_accounts_partner on partner_accounts (partner_id, started_at, id);',
        'create index partner_accounts_organization on partner_accounts (organization_id, started_at, id);',
        'create index partner_accounts_started on partner_accounts (test_mode, started_at, id);',
      ].join('\n'),
    },
    { version: 2, name: 'commissions and payouts', sql: REVENUE_TABLES },
    partnerWall(3),
  ],
};
