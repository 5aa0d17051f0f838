import { organizationTable, tenantModeTable } from '../../../platform/database/migration.ts';

// What is taken back or handed on leaves a grant in ways of its own; all of them together are still what was granted.
const GRANTS = ['credit_grants', 'credit_balances']
  .map(
    (table) => `
alter table ${table} add column voided numeric(20,6) not null default 0 check (voided >= 0);
alter table ${table} add column transferred numeric(20,6) not null default 0 check (transferred >= 0);
alter table ${table} drop constraint ${table}_conserve;
alter table ${table} add constraint ${table}_conserve check (${table === 'credit_grants' ? 'amount' : 'granted'} = remaining + reserved + spent + expired + voided + transferred);`,
  )
  .join('\n');

/** Credits that are bought: packages, purchases and their payments; credits that move on between entities; balances that top themselves up. */
export const PURCHASES = [
  GRANTS,
  `
alter table credit_grants add column purchase_id uuid;
alter table credit_grants add column expiry_announced_at timestamptz;
create unique index credit_grants_purchase on credit_grants (purchase_id) where purchase_id is not null;
create index credit_grants_expiring on credit_grants (expires_at, id) where remaining > 0 and expiry_announced_at is null;`,
  tenantModeTable(
    'credit_packages',
    `id uuid primary key,
  name text not null,
  description text,
  credits numeric(20,6) not null check (credits > 0),
  price numeric(20,6) not null check (price >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  validity_days int not null check (validity_days > 0),
  is_active boolean not null,
  created_at timestamptz not null`,
  ),
  'create index credit_packages_price on credit_packages (test_mode, price, id);',
  organizationTable(
    'credit_purchases',
    `entity_id uuid not null references entities (id),
  package_id uuid not null references credit_packages (id),
  credits numeric(20,6) not null check (credits > 0),
  price numeric(20,6) not null check (price >= 0),
  currency text not null,
  validity_days int not null,
  is_automatic boolean not null,
  status text not null check (status in ('pending', 'paid', 'failed', 'refunding', 'refunded')),
  refunded_credits numeric(20,6) not null default 0 check (refunded_credits >= 0),
  refunded_amount numeric(20,6) not null default 0 check (refunded_amount between 0 and price),
  idempotency_key text not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  constraint credit_purchases_settled check ((status = 'pending') = (settled_at is null))`,
  ),
  `create unique index credit_purchases_idempotency_key on credit_purchases (organization_id, test_mode, idempotency_key);
create index credit_purchases_entity on credit_purchases (entity_id, created_at, id);
create index credit_purchases_refunding on credit_purchases (settled_at, id) where status = 'refunding';
alter table payments alter column invoice_id drop not null;
alter table payments add column purchase_id uuid references credit_purchases (id);
alter table payments add constraint payments_cause check (num_nonnulls(invoice_id, purchase_id) = 1);
create unique index payments_purchase on payments (purchase_id) where purchase_id is not null;`,
  organizationTable(
    'credit_transfers',
    `from_entity_id uuid not null references entities (id),
  to_entity_id uuid not null references entities (id),
  amount numeric(20,6) not null check (amount > 0),
  currency text not null,
  idempotency_key text not null,
  created_at timestamptz not null,
  check (from_entity_id <> to_entity_id)`,
  ),
  'create unique index credit_transfers_idempotency_key on credit_transfers (organization_id, test_mode, idempotency_key);',
  organizationTable(
    'auto_top_ups',
    `package_id uuid not null references credit_packages (id),
  threshold numeric(20,6) not null check (threshold >= 0),
  monthly_ceiling numeric(20,6) not null check (monthly_ceiling >= 0),
  payment_method_token text not null,
  is_enabled boolean not null,
  paused_at timestamptz,
  updated_at timestamptz not null,
  foreign key (id) references entities (id)`,
  ),
].join('\n');
