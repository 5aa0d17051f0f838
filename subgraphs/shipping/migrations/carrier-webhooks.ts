import { organizationTable, sharedTable, type Migration } from '../../../platform/database/migration.ts';

/** What carriers told by themselves: a row a delivery, by which a repetition is known, for three months. */
export const carrierWebhookDeliveries: Omit<Migration, 'version'> = {
  name: 'deliveries of carriers',
  sql: [
    sharedTable(
      'shipping.carrier_webhook_deliveries',
      `id uuid not null,
  connection_id uuid not null,
  event_id text not null,
  event_type text not null,
  status text not null check (status in ('received', 'processed', 'ignored', 'failed')),
  reason text,
  tracking_number text,
  answer jsonb,
  attempts int not null default 0,
  received_at timestamptz not null,
  processed_at timestamptz,
  primary key (tenant_id, connection_id, event_id)`,
      { hasMode: true, hasOrganization: true },
    ),
    `create index carrier_webhook_deliveries_id on shipping.carrier_webhook_deliveries (tenant_id, id);
create index carrier_webhook_deliveries_list on shipping.carrier_webhook_deliveries (tenant_id, organization_id, test_mode, received_at, id);
create index carrier_webhook_deliveries_all on shipping.carrier_webhook_deliveries (tenant_id, test_mode, received_at, id);
create index carrier_webhook_deliveries_open on shipping.carrier_webhook_deliveries (tenant_id, test_mode, received_at) where status = 'received';`,
  ].join('\n'),
};

/** Where carriers tell of parcels by themselves: one address a connection, of an organization's or the tenant's own. */
export function carrierWebhooks(version: number): Migration {
  return {
    version,
    name: 'webhooks of carriers',
    sql: [
      organizationTable(
        'carrier_webhooks',
        `connection_id uuid not null references carrier_connections (id),
  key uuid not null,
  secret text not null,
  former_secret text,
  former_good_until timestamptz,
  created_at timestamptz not null,
  rotated_at timestamptz,
  check ((former_secret is null) = (former_good_until is null))`,
      ),
      `create unique index carrier_webhooks_connection on carrier_webhooks (connection_id);
alter table carrier_webhooks alter column organization_id drop not null;
create index trackers_number_of_connection on trackers (connection_id, tracking_number);`,
    ].join('\n'),
  };
}
