import { organizationTable, tenantModeTable, type MigrationSet } from '../../../platform/database/migration.ts';
import { batches } from './batches.ts';
import { carrierWebhookDeliveries, carrierWebhooks } from './carrier-webhooks.ts';
import { carriersConnections } from './carriers-connections.ts';
import { carriersRateSheets } from './carriers-rate-sheets.ts';
import { files, objectOwners } from './files.ts';
import { orders } from './orders.ts';
import { manifests } from './manifests.ts';
import { purchaseTeams } from './purchase-teams.ts';
import { payers } from './payers.ts';
import { pickups } from './pickups.ts';
import { addressBook } from './shipments-address-book.ts';
import { shipmentDrafts } from './shipments-drafts.ts';
import { labelFormats } from './shipments-labels.ts';
import { shipmentInvoices } from './shipments-invoices.ts';
import { shipmentParcels } from './shipments-parcels.ts';
import { shipmentTracking } from './shipments-tracking.ts';

/** The tables of the shipping subgraph: in the tenant's schema, but for what must outlive it. */
export const shippingMigrations: MigrationSet = {
  owner: 'shipping',
  global: [
    { version: 1, ...objectOwners },
    { version: 2, ...carrierWebhookDeliveries },
  ],
  tenant: [
    {
      version: 1,
      name: 'rate sheets and carrier connections',
      sql: [
        tenantModeTable(
          'rate_sheets',
          `id uuid primary key,
  code text not null,
  name text not null,
  currency text not null,
  services jsonb not null,
  sheet jsonb not null,
  version int not null,
  created_at timestamptz not null`,
        ),
        `create unique index rate_sheets_code on rate_sheets (test_mode, code);
create index rate_sheets_created on rate_sheets (test_mode, created_at, id);`,
        organizationTable(
          'carrier_connections',
          `carrier text not null,
  carrier_name text not null,
  display_name text not null,
  is_active boolean not null,
  capabilities text[] not null,
  rate_sheet_id uuid references rate_sheets (id),
  price_list text,
  config jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  version int not null default 1`,
        ),
        `create index carrier_connections_list on carrier_connections (organization_id, test_mode, created_at, id) where deleted_at is null;
create index carrier_connections_created on carrier_connections (test_mode, created_at, id) where deleted_at is null;
create index carrier_connections_rate_sheet on carrier_connections (rate_sheet_id);`,
      ].join('\n'),
    },
    {
      version: 2,
      name: 'quotes and rates',
      sql: [
        organizationTable(
          'quotes',
          `shipper jsonb not null,
  recipient jsonb not null,
  parcels jsonb not null,
  ship_date date not null,
  messages jsonb not null,
  reference text,
  payer_entity_id uuid,
  expires_at timestamptz not null,
  created_at timestamptz not null`,
        ),
        `create index quotes_list on quotes (organization_id, test_mode, created_at, id);
create index quotes_created on quotes (test_mode, created_at, id);`,
        organizationTable(
          'rates',
          `quote_id uuid not null references quotes (id) on delete cascade,
  connection_id uuid not null references carrier_connections (id),
  carrier_name text not null,
  service text not null,
  service_name text not null,
  carrier_charge numeric(20,6) not null check (carrier_charge >= 0),
  currency text not null,
  surcharges jsonb not null,
  transit_days int,
  minimum_transit_days int,
  estimated_delivery date,
  zone text,
  billable_weight_ounces numeric(20,6),
  explanation text[] not null`,
        ),
        `create index rates_quote on rates (quote_id);
create index rates_connection on rates (connection_id);`,
      ].join('\n'),
    },
    {
      version: 3,
      name: 'purchases, shipments, labels and trackers',
      sql: [
        organizationTable(
          'purchases',
          `idempotency_key text not null,
  request_hash text not null,
  state text not null check (state in ('reserving', 'reserved', 'releasing', 'bought', 'captured', 'completed', 'refused')),
  quote_id uuid not null references quotes (id),
  rate_id uuid not null references rates (id),
  shipment_id uuid not null,
  buyer_actor text not null,
  buyer_user_id uuid,
  asked_entity_id uuid,
  entity_id uuid,
  reservation_id uuid,
  total_charge numeric(20,6) not null,
  total_charge_currency text not null,
  pinned_until timestamptz not null,
  reference text,
  metadata jsonb not null,
  label_attempt int not null default 0,
  refusal jsonb,
  holder uuid not null,
  held_until timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null`,
        ),
        `create unique index purchases_idempotency_key on purchases (organization_id, test_mode, idempotency_key);
create unique index purchases_quote on purchases (quote_id) where state <> 'refused';
create index purchases_rate on purchases (rate_id);
create unique index purchases_shipment on purchases (shipment_id);
create index purchases_unfinished on purchases (test_mode, held_until) where state not in ('completed', 'refused');`,
        organizationTable(
          'shipments',
          `status text not null check (status in ('draft', 'created', 'shipped', 'in_transit', 'out_for_delivery', 'delivered', 'needs_attention', 'delivery_failed', 'cancelled')),
  connection_id uuid not null references carrier_connections (id),
  quote_id uuid not null references quotes (id),
  rate_id uuid not null references rates (id),
  entity_id uuid not null,
  shipper jsonb not null,
  recipient jsonb not null,
  parcels jsonb not null,
  carrier_name text not null,
  service text not null,
  service_name text not null,
  tracking_number text not null,
  carrier_charge numeric(20,6) not null,
  currency text not null,
  reference text,
  metadata jsonb not null,
  search_text text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null`,
        ),
        `create index shipments_list on shipments (organization_id, test_mode, created_at, id);
create index shipments_created on shipments (test_mode, created_at, id);
create index shipments_status on shipments (organization_id, test_mode, status, created_at, id);
create index shipments_reference on shipments (organization_id, test_mode, reference) where reference is not null;
create unique index shipments_tracking_number on shipments (test_mode, carrier_name, tracking_number);
create index shipments_connection on shipments (connection_id);
create index shipments_quote on shipments (quote_id);
create index shipments_rate on shipments (rate_id);`,
        organizationTable(
          'labels',
          `shipment_id uuid not null references shipments (id),
  format text not null,
  content bytea not null,
  created_at timestamptz not null`,
        ),
        `create unique index labels_shipment on labels (shipment_id);`,
        organizationTable(
          'trackers',
          `shipment_id uuid references shipments (id),
  connection_id uuid not null references carrier_connections (id),
  carrier_name text not null,
  tracking_number text not null,
  status text not null check (status in ('pending', 'picked_up', 'in_transit', 'on_hold', 'delivery_delayed', 'ready_for_pickup', 'out_for_delivery',
    'delivered', 'delivery_failed', 'return_to_sender', 'cancelled', 'unknown')),
  last_scan_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null`,
        ),
        `create unique index trackers_shipment on trackers (shipment_id);
create index trackers_list on trackers (organization_id, test_mode, created_at, id);
create index trackers_created on trackers (test_mode, created_at, id);
create index trackers_number on trackers (tracking_number);
create index trackers_connection on trackers (connection_id);`,
        organizationTable(
          'tracking_events',
          `tracker_id uuid not null references trackers (id),
  status text not null,
  code text not null,
  description text not null,
  location text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null`,
        ),
        `create unique index tracking_events_once on tracking_events (tracker_id, occurred_at, code);`,
      ].join('\n'),
    },
    payers(4),
    carriersConnections(5),
    shipmentDrafts(6),
    shipmentTracking(7),
    addressBook(8),
    labelFormats(9),
    carriersRateSheets(10),
    orders(11),
    files(12),
    carrierWebhooks(13),
    shipmentParcels(14),
    shipmentInvoices(15),
    pickups(16),
    manifests(17),
    purchaseTeams(18),
    batches(19),
  ],
};
