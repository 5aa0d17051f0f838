import { sharedTable } from '../../../platform/database/migration.ts';

/** What was used beyond what a price includes, as it stood once a day; and when a total was last looked at for it. */
export const USAGE_OVERAGES = [
  'alter table billing.usage_totals add column overage_at timestamptz;',
  'create index usage_totals_overage on billing.usage_totals (tenant_id, test_mode, updated_at) where price_id is not null;',
  sharedTable(
    'billing.usage_overages',
    `id uuid not null,
  organization_id uuid not null,
  entity_id uuid not null,
  period text not null,
  meter text not null,
  price_id uuid not null,
  day date not null,
  currency text not null,
  included_quantity numeric(20,6) not null,
  quantity numeric(38,6) not null,
  amount numeric(38,18) not null,
  computed_at timestamptz not null,
  primary key (tenant_id, entity_id, test_mode, period, meter, price_id, day)`,
    { grants: 'select, insert, update', hasMode: true },
  ),
  `create index usage_overages_computed on billing.usage_overages (tenant_id, test_mode, computed_at, id);
create index usage_overages_organization on billing.usage_overages (tenant_id, organization_id, test_mode, computed_at, id);`,
].join('\n');
