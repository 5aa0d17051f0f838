import { organizationTable, tenantModeTable, type MigrationSet } from '../../../platform/database/migration.ts';
import { reversalTables } from './reversal-tables.ts';
import { openSimulations, simulationTables } from './simulation-tables.ts';

// `sequence` is what the API calls an addon's order: that word is taken in SQL.
const ADDONS = [
  tenantModeTable(
    'addons',
    `id uuid primary key,
    name text not null,
    active boolean not null,
    surcharge_type text not null check (surcharge_type in ('fixed', 'percentage')),
    amount numeric(20,6) not null check (amount >= 0),
    currency text,
    base text not null check (base in ('carrier_charge', 'running_total')),
    sequence int not null,
    visibility text not null check (visibility in ('visible', 'folded')),
    carriers text[] not null,
    services text[] not null,
    carrier_accounts uuid[] not null,
    organizations uuid[] not null,
    effective_from timestamptz,
    effective_until timestamptz,
    commission_enabled boolean not null,
    commission_rate numeric(8,6) check (commission_rate between 0 and 1),
    commission_recipient uuid,
    billing_metadata jsonb,
    version int not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz,
    constraint addons_fixed_has_currency check ((surcharge_type = 'fixed') = (currency is not null))`,
  ),
  'create index addons_sequence on addons (test_mode, sequence, id) where deleted_at is null;\n',
  'create index addons_created on addons (test_mode, created_at, id) where deleted_at is null;\n',
  'create index addons_name on addons (test_mode, name, id) where deleted_at is null;\n',
  tenantModeTable(
    'addon_versions',
    `addon_id uuid not null references addons,
    version int not null,
    snapshot jsonb not null,
    actor text not null,
    created_at timestamptz not null,
    primary key (addon_id, version)`,
  ),
];

const COMMISSION_SETTINGS = [
  tenantModeTable(
    'commission_settings',
    `default_rate numeric(8,6) not null check (default_rate between 0 and 1),
    minimum_amount numeric(20,6) check (minimum_amount >= 0),
    minimum_currency text,
    tiers jsonb not null,
    version int not null,
    updated_at timestamptz not null,
    primary key (test_mode)`,
  ),
  organizationTable(
    'organization_commissions',
    `custom_rate numeric(8,6) check (custom_rate between 0 and 1),
    is_override boolean not null,
    updated_at timestamptz not null,
    constraint organization_commissions_organization unique (organization_id, test_mode)`,
  ),
];

// The id of a pin is the id of the rate it belongs to.
const RATE_PRICES = [
  organizationTable(
    'rate_prices',
    `quote_id uuid not null,
    connection_id uuid not null,
    carrier_name text not null,
    service text not null,
    currency text not null,
    carrier_charge numeric(20,6) not null,
    addon_total numeric(20,6) not null,
    commission numeric(20,6) not null,
    total_charge numeric(20,6) not null check (total_charge = carrier_charge + addon_total),
    charges jsonb not null,
    skipped jsonb not null,
    expires_at timestamptz not null,
    created_at timestamptz not null`,
  ),
];

// The id of a recorded purchase is the id of the shipment: the guard by which a purchase counts once, however often it is told.
const APPLICATIONS = [
  organizationTable(
    'recorded_purchases',
    `rate_id uuid not null,
    currency text,
    application_count int not null,
    month date not null,
    created_at timestamptz not null`,
  ),
  organizationTable(
    'organization_volumes',
    `month date not null,
    shipments int not null,
    constraint organization_volumes_month unique (organization_id, test_mode, month)`,
  ),
  organizationTable(
    'organization_addon_totals',
    `currency text not null,
    addon_revenue numeric(20,6) not null,
    commission numeric(20,6) not null,
    applications int not null,
    constraint organization_addon_totals_currency unique (organization_id, test_mode, currency)`,
  ),
  organizationTable(
    'addon_applications',
    `addon_id uuid not null references addons,
    addon_version int not null,
    addon_name text not null,
    surcharge_type text not null,
    base text,
    is_folded boolean not null,
    shipment_id uuid not null,
    quote_id uuid not null,
    rate_id uuid not null,
    connection_id uuid not null,
    carrier_name text not null,
    service text not null,
    currency text not null,
    amount numeric(20,6) not null,
    commission_amount numeric(20,6) not null,
    created_at timestamptz not null,
    constraint addon_applications_once unique (shipment_id, addon_id)`,
  ),
  'create index addon_applications_created on addon_applications (test_mode, created_at, id);\n',
  'create index addon_applications_organization on addon_applications (organization_id, test_mode, created_at, id);\n',
  'create index addon_applications_addon on addon_applications (addon_id, created_at, id);\n',
  organizationTable(
    'commissions',
    `application_id uuid not null references addon_applications constraint commissions_once unique,
    addon_id uuid not null references addons,
    addon_version int not null,
    shipment_id uuid not null,
    currency text not null,
    amount numeric(20,6) not null,
    base_amount numeric(20,6) not null,
    rate numeric(8,6) not null,
    rule_source text not null,
    recipient_organization_id uuid,
    created_at timestamptz not null`,
  ),
  'create index commissions_created on commissions (test_mode, created_at, id);\n',
  'create index commissions_organization on commissions (organization_id, test_mode, created_at, id);\n',
  'create index commissions_addon on commissions (addon_id);\n',
  'create index commissions_shipment on commissions (shipment_id);\n',
  'create index commissions_recipient on commissions (recipient_organization_id, created_at, id) where recipient_organization_id is not null;\n',
];

/** The tables of the addons subgraph. */
export const addonsMigrations: MigrationSet = {
  owner: 'addons',
  global: [{ version: 1, ...openSimulations }],
  tenant: [
    {
      version: 1,
      name: 'addons, commission settings, pinned prices, applications',
      sql: [...ADDONS, ...COMMISSION_SETTINGS, ...RATE_PRICES, ...APPLICATIONS].join('\n'),
    },
    { version: 2, ...reversalTables },
    { version: 3, ...simulationTables },
  ],
};
