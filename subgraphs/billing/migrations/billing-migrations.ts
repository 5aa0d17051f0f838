import { organizationTable, type MigrationSet } from '../../../platform/database/migration.ts';
import { INVOICES_AND_PAYMENTS } from './invoice-tables.ts';
import { LEDGER, LEDGER_OPENING } from './ledger-tables.ts';
import { GRANTS_IN_PLACE } from './grants-in-place.ts';
import { PURCHASES } from './purchase-tables.ts';
import { CREDIT_SPENDS } from './spend-tables.ts';
import { organizationMemberships } from './membership-tables.ts';
import { billingSettings } from './settings-tables.ts';
import { teamsAndLimits, teamSpending } from './team-tables.ts';
import { USAGE_OVERAGES } from './usage-overages.ts';
import { USAGE_TOTALS } from './usage-totals.ts';
import { USAGE_IDS } from './usage-ids.ts';
import { USAGE_METERS } from './usage-meters.ts';
import { METER_LINES, RATE_CARDS } from './usage-rate-cards.ts';
import { refunds } from './refunds.ts';
import { USAGE_EVENTS, USAGE_RATES } from './usage-tables.ts';

/** The tables of the billing subgraph: usage is shared by all tenants, everything else lives in the tenant's schema. */
export const billingMigrations: MigrationSet = {
  owner: 'billing',
  global: [
    { version: 1, name: 'usage events', sql: USAGE_EVENTS },
    { version: 2, name: 'the ledger', sql: LEDGER },
    { version: 3, name: 'spends of credits', sql: CREDIT_SPENDS },
    { version: 4, name: 'usage totals and corrections', sql: USAGE_TOTALS },
    { version: 5, name: 'usage overages', sql: USAGE_OVERAGES },
    teamSpending(6),
    { version: 7, name: 'usage found by its ids', sql: USAGE_IDS },
  ],
  tenant: [
    {
      version: 1,
      name: 'entities and their members',
      sql: [
        organizationTable(
          'entities',
          `name text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null,
  billing_email text,
  status text not null check (status in ('active', 'grace', 'suspended')),
  exhaustion_policy text not null check (exhaustion_policy in ('refuse', 'invoice')),
  low_balance_threshold numeric(20,6) check (low_balance_threshold >= 0),
  is_default boolean not null,
  created_at timestamptz not null,
  version int not null default 1`,
        ),
        `create unique index entities_one_default on entities (organization_id, test_mode) where is_default;
create index entities_created on entities (organization_id, test_mode, created_at, id);
create index entities_name on entities (organization_id, test_mode, name, id);
create index entities_tenant_created on entities (test_mode, created_at, id);
create index entities_tenant_name on entities (test_mode, name, id);`,
        organizationTable(
          'entity_members',
          `entity_id uuid not null references entities (id),
  user_id uuid not null,
  role text not null check (role in ('manager', 'member')),
  credit_limit numeric(20,6) check (credit_limit >= 0),
  credit_used numeric(20,6) not null check (credit_used >= 0),
  is_default boolean not null,
  created_at timestamptz not null`,
        ),
        `create unique index entity_members_user on entity_members (entity_id, user_id);
create unique index entity_members_one_default on entity_members (organization_id, test_mode, user_id) where is_default;
create index entity_members_created on entity_members (entity_id, created_at, id);`,
      ].join('\n'),
    },
    {
      version: 2,
      name: 'credit balances, grants, reservations and draws',
      sql: [
        // One row an entity, under the entity's own id. Whoever moves credits locks it first, so that all movements of an
        // entity stand in one line; the checks make a movement that would lose or invent credits impossible to commit.
        organizationTable(
          'credit_balances',
          `granted numeric(20,6) not null default 0,
  remaining numeric(20,6) not null default 0 check (remaining >= 0),
  reserved numeric(20,6) not null default 0 check (reserved >= 0),
  spent numeric(20,6) not null default 0 check (spent >= 0),
  expired numeric(20,6) not null default 0 check (expired >= 0),
  accrued numeric(20,6) not null default 0 check (accrued >= 0),
  unspent_after_grant numeric(20,6) not null default 0 check (unspent_after_grant >= 0),
  foreign key (id) references entities (id),
  constraint credit_balances_conserve check (granted = remaining + reserved + spent + expired)`,
        ),
        organizationTable(
          'credit_grants',
          `entity_id uuid not null references entities (id),
  amount numeric(20,6) not null check (amount > 0),
  remaining numeric(20,6) not null check (remaining >= 0),
  reserved numeric(20,6) not null default 0 check (reserved >= 0),
  spent numeric(20,6) not null default 0 check (spent >= 0),
  expired numeric(20,6) not null default 0 check (expired >= 0),
  kind text not null check (kind in ('purchased', 'promotional')),
  priority int not null,
  effective_at timestamptz not null,
  expires_at timestamptz not null,
  idempotency_key text not null,
  created_at timestamptz not null,
  check (expires_at > effective_at),
  constraint credit_grants_conserve check (amount = remaining + reserved + spent + expired)`,
        ),
        `create unique index credit_grants_idempotency_key on credit_grants (organization_id, test_mode, idempotency_key);
create index credit_grants_burn_down on credit_grants (entity_id, priority, expires_at, created_at, id) where remaining > 0;
create index credit_grants_expiry on credit_grants (expires_at, entity_id) where remaining > 0;
create index credit_grants_created on credit_grants (entity_id, created_at, id);`,
        organizationTable(
          'credit_reservations',
          `key uuid not null,
  entity_id uuid not null references entities (id),
  user_id uuid,
  kind text not null check (kind in ('credits', 'invoiced')),
  amount numeric(20,6) not null check (amount >= 0),
  captured numeric(20,6) not null default 0 check (captured >= 0),
  released numeric(20,6) not null default 0 check (released >= 0),
  status text not null check (status in ('reserved', 'captured', 'released', 'expired')),
  reason text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  settled_at timestamptz,
  constraint credit_reservations_settled check ((status = 'reserved') = (settled_at is null)
    and captured + released = case when status = 'reserved' then 0 else amount end)`,
        ),
        `create unique index credit_reservations_key on credit_reservations (organization_id, test_mode, key);
create index credit_reservations_overdue on credit_reservations (expires_at, id) where status = 'reserved';
create index credit_reservations_entity on credit_reservations (entity_id, created_at, id);
create index credit_reservations_user on credit_reservations (entity_id, user_id);`,
        // What a reservation took from each grant, in the order of taking: captured from the front, given back from the end.
        organizationTable(
          'credit_draws',
          `reservation_id uuid not null references credit_reservations (id),
  grant_id uuid not null references credit_grants (id),
  position int not null,
  amount numeric(20,6) not null check (amount > 0),
  captured numeric(20,6) not null check (captured >= 0),
  released numeric(20,6) not null check (released >= 0),
  check (captured + released <= amount)`,
        ),
        `create unique index credit_draws_position on credit_draws (reservation_id, position);
create index credit_draws_grant on credit_draws (grant_id);`,
      ].join('\n'),
    },
    { version: 3, name: 'usage rates', sql: USAGE_RATES },
    { version: 4, name: 'invoices and payments', sql: INVOICES_AND_PAYMENTS },
    { version: 5, name: 'when a status changed', sql: 'alter table entities add column status_changed_at timestamptz;' },
    { version: 6, name: 'the opening of the ledger', sql: LEDGER_OPENING },
    { version: 7, name: 'credits that are bought, handed on and topped up', sql: PURCHASES },
    { version: 8, name: 'grants that are updated in place', sql: GRANTS_IN_PLACE },
    { version: 9, name: 'meters', sql: USAGE_METERS },
    { version: 10, name: 'rate cards', sql: RATE_CARDS },
    { version: 11, name: 'invoice lines of meters', sql: METER_LINES },
    refunds(12),
    teamsAndLimits(13),
    billingSettings(14),
    organizationMemberships(15),
  ],
};
