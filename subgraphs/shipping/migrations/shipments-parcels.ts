import type { Migration } from '../../../platform/database/migration.ts';

/** Shipments of many parcels: each with a label, a number and a tracker of its own, and its part of the price. */
export function shipmentParcels(version: number): Migration {
  return {
    version,
    name: 'parcels of shipments',
    sql: `
alter table shipments no force row level security;
alter table labels no force row level security;
alter table trackers no force row level security;
alter table rates add column parcels jsonb;
alter table shipments add column parcel_numbers text[] not null default '{}';
update shipments set parcel_numbers = array[tracking_number] where tracking_number is not null;
alter table labels add column parcel_position int, add column carrier_name text, add column tracking_number text, add column carrier_reference text;
update labels l set parcel_position = 1, carrier_name = s.carrier_name, tracking_number = s.tracking_number, carrier_reference = s.carrier_reference
  from shipments s where s.id = l.shipment_id;
drop index labels_shipment;
create unique index labels_shipment on labels (shipment_id, parcel_position) nulls not distinct;
create unique index labels_tracking_number on labels (test_mode, carrier_name, tracking_number);
alter table trackers add column parcel_position int;
update trackers set parcel_position = 1 where shipment_id is not null;
drop index trackers_shipment;
create unique index trackers_shipment on trackers (shipment_id, parcel_position);
alter table purchases drop constraint purchases_state_check, add constraint purchases_state_check
  check (state in ('reserving', 'reserved', 'voiding', 'releasing', 'bought', 'captured', 'completed', 'refused')),
  add column partly_sold jsonb;
alter table shipments force row level security;
alter table labels force row level security;
alter table trackers force row level security;
`,
  };
}
