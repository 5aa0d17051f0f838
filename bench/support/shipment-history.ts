import type { Client } from 'pg';

/** A bought shipment to be copied, and how often over the year up to now. */
export interface ShipmentHistory {
  schema: string;
  /** The shipment whose place, addresses and connection the copies have. */
  templateId: string;
  shipments: number;
}

const CITIES = `array['Los Angeles', 'San Francisco', 'New York', 'Chicago', 'Houston', 'Springfield', 'Portland', 'Seattle']`;

// A hundredth of what the template's organization does is what most of the tenant's other organizations do: it has every second shipment.
const FILL = (schema: string): string => `
  insert into ${schema}.shipments (id, organization_id, test_mode, status, connection_id, quote_id, rate_id, entity_id, shipper, recipient, parcels, carrier_name,
    service, service_name, tracking_number, parcel_numbers, carrier_charge, currency, reference, metadata, options, created_at, updated_at, purchased_at)
  select drawn.id, case when i % 2 = 0 then t.organization_id else md5('organization ' || i % 100)::uuid end, t.test_mode,
    case when i % 1000 = 8 then 'needs_attention' when i % 50 = 1 then 'in_transit' when i % 50 = 2 then 'created' else 'delivered' end,
    t.connection_id, t.quote_id, t.rate_id, t.entity_id, t.shipper,
    t.recipient || jsonb_build_object('name', 'Customer ' || i, 'city', (${CITIES})[1 + i % 8], 'postalCode', lpad((i::bigint * 7919 % 99999)::text, 5, '0')),
    t.parcels, case when i % 20 = 0 then 'Other Carrier' else t.carrier_name end, t.service, t.service_name, 'BENCH' || lpad(i::text, 12, '0'),
    array['BENCH' || lpad(i::text, 12, '0')], t.carrier_charge, t.currency, 'PO-' || i, jsonb_build_object('order', i % 250000, 'channel', case when i % 3 = 0 then 'web' else 'shop' end), '{}', at, at, at
  from ${schema}.shipments t
    cross join generate_series(1, $2::int) as i
    cross join lateral (select now() - interval '365 days' * (1 - i::float / $2::int) as at) as moment
    cross join lateral (select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 13, 3) || 'a'
      || substr(md5(i::text), 17, 15))::uuid as id) as drawn
  where t.id = $1`;

const TRACKERS = (schema: string): string => `
  insert into ${schema}.trackers (id, organization_id, test_mode, shipment_id, parcel_position, connection_id, carrier_name, tracking_number, status, last_scan_at, created_at, updated_at)
  select md5('tracker ' || s.id)::uuid, s.organization_id, s.test_mode, s.id, 1, s.connection_id, s.carrier_name, s.tracking_number,
    case s.status when 'needs_attention' then 'on_hold' when 'created' then 'pending' else s.status end, s.created_at, s.created_at, s.created_at
  from ${schema}.shipments s where s.tracking_number like 'BENCH%'`;

const TERMS = (schema: string): string => `
  insert into ${schema}.shipment_terms (organization_id, test_mode, term, shipment_id)
  select distinct s.organization_id, s.test_mode, filed.term, s.id from ${schema}.shipments s cross join lateral (
    select 'w:' || word as term from regexp_split_to_table(lower(concat_ws(' ', s.tracking_number, s.reference, s.recipient->>'name', s.recipient->>'city',
      s.recipient->>'postalCode')), '[^[:alnum:]]+') as word where word <> ''
    union all select 'm:' || key || '=' || value from jsonb_each_text(s.metadata)
  ) as filed where s.tracking_number like 'BENCH%'`;

/** Fills a tenant with a year of shipments by SQL, past the purchases that would make them one by one. */
export async function fillShipments(owner: Client, { schema, templateId, shipments }: ShipmentHistory): Promise<void> {
  await owner.query(FILL(schema), [templateId, shipments]);
  await owner.query(TRACKERS(schema));
  await owner.query(TERMS(schema));
  for (const table of ['shipments', 'trackers', 'shipment_terms']) await owner.query(`vacuum analyze ${schema}.${table}`);
}
