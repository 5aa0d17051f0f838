import { organizationTable, type Migration } from '../../../platform/database/migration.ts';

/** Orders with their lines, what they are found by, and which shipment brings how much of which line. */
export function orders(version: number): Migration {
  return { version, name: 'orders', sql: [ORDERS, LINES, TERMS, SHIPPED].join('\n') };
}

const ORDERS = [
  organizationTable(
    'orders',
    `source text not null,
  external_id text,
  number text,
  status text not null check (status in ('unfulfilled', 'partial', 'fulfilled', 'delivered', 'cancelled')),
  shipper jsonb,
  recipient jsonb not null,
  value numeric(20,6),
  currency text,
  notes text,
  metadata jsonb not null,
  content_hash text not null,
  placed_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  cancelled_at timestamptz,
  check ((value is null) = (currency is null))`,
  ),
  `create unique index orders_external_id on orders (organization_id, test_mode, source, external_id) where external_id is not null;
create index orders_number on orders (organization_id, test_mode, number) where number is not null;
create index orders_status on orders (organization_id, test_mode, status, created_at, id);`,
  ...['created', 'updated', 'placed'].map(
    (moment) => `create index orders_${moment} on orders (organization_id, test_mode, ${moment}_at, id);
create index orders_${moment}_of_all on orders (test_mode, ${moment}_at, id);`,
  ),
].join('\n');

const LINES = [
  organizationTable(
    'order_lines',
    `order_id uuid not null references orders (id) on delete cascade,
  position int not null,
  sku text,
  title text not null,
  quantity int not null check (quantity > 0),
  weight jsonb,
  unit_value numeric(20,6),
  currency text,
  origin_country text,
  hs_code text,
  metadata jsonb not null`,
  ),
  `create index order_lines_order on order_lines (order_id, position);`,
].join('\n');

const TERMS = [
  organizationTable(
    'order_terms',
    `term text collate "C" not null,
  order_id uuid not null references orders (id) on delete cascade`,
    { primaryKey: 'test_mode, term, organization_id, order_id' },
  ),
  `create index order_terms_order on order_terms (order_id, term);`,
].join('\n');

const SHIPPED = [
  organizationTable(
    'shipped_lines',
    `shipment_id uuid not null references shipments (id) on delete cascade,
  order_line_id uuid not null references order_lines (id) on delete cascade,
  quantity int not null check (quantity > 0)`,
    { primaryKey: 'shipment_id, order_line_id' },
  ),
  `create index shipped_lines_line on shipped_lines (order_line_id);
alter table shipments add column order_id uuid references orders (id);
create index shipments_order on shipments (order_id, created_at, id) where order_id is not null;`,
].join('\n');
