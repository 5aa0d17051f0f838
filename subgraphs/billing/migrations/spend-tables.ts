import { sharedTable } from '../../../platform/database/migration.ts';

/** What was spent at once: one row a spend, shared by all tenants because it grows by events. What it drew on stands in the ledger. */
export const CREDIT_SPENDS = sharedTable(
  'billing.credit_spends',
  `organization_id uuid not null,
  key text not null,
  id uuid not null,
  entity_id uuid not null,
  user_id uuid,
  amount numeric(20,6) not null check (amount > 0),
  currency text not null,
  reason text not null,
  occurred_at timestamptz not null,
  primary key (tenant_id, organization_id, test_mode, key),
  unique (tenant_id, test_mode, id)`,
  { hasMode: true, grants: 'select, insert' },
);
