import { organizationTable, tenantModeTable, type Migration } from '../../../platform/database/migration.ts';

/** What-if runs over past purchases, what they have come to so far, and the indexes by which purchases are walked in order. */
export const simulationTables: Omit<Migration, 'version'> = {
  name: 'simulations',
  sql: [
    tenantModeTable(
      'addon_simulations',
      `id uuid primary key,
    state text not null check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
    period_from timestamptz not null,
    period_until timestamptz not null check (period_from < period_until),
    supposition jsonb not null,
    done int not null,
    total int not null,
    cursor_id uuid,
    failed_attempts int not null,
    actor text not null,
    created_at timestamptz not null,
    finished_at timestamptz`,
    ),
    'create index addon_simulations_created on addon_simulations (test_mode, created_at, id);\n',
    organizationTable(
      'addon_simulation_sums',
      `simulation_id uuid not null references addon_simulations on delete cascade,
    currency text not null,
    shipments int not null,
    affected_shipments int not null,
    current_revenue numeric(20,6) not null,
    simulated_revenue numeric(20,6) not null,
    current_commission numeric(20,6) not null,
    simulated_commission numeric(20,6) not null,
    skipped_shipments int not null,
    minimum_applications int not null,
    constraint addon_simulation_sums_once unique (simulation_id, organization_id, currency)`,
    ),
    'create index recorded_purchases_standing on recorded_purchases (test_mode, created_at, id) where cancelled_at is null;\n',
    'create index recorded_purchases_month on recorded_purchases (organization_id, month, created_at, id) where cancelled_at is null;\n',
  ].join('\n'),
};

/** Which tenants have simulations that are not over: ids only, and no wall, so that one statement finds the work of all of them. */
export const openSimulations: Omit<Migration, 'version'> = {
  name: 'open simulations',
  sql: `
create table addons.open_simulations (
  tenant_id uuid not null,
  test_mode boolean not null,
  simulation_id uuid not null,
  primary key (tenant_id, test_mode, simulation_id)
);
grant select, insert, delete on addons.open_simulations to {{role}};
`,
};
