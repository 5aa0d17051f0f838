import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { CustomsDeclaration, DeliveryOptions } from '../carriers/consignment.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { QuoteStatus } from './quote-status.ts';

/** Why a connection (or one of its services) made no offer. */
export interface QuoteMessage {
  connectionId: Uuid;
  carrierName: string;
  service: string | null;
  code: string;
  message: string;
  field: string | null;
}

/** A request for rates and when its answers stop being honoured. */
export interface QuoteRow {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  shipper: Address;
  recipient: Address;
  parcels: Parcel[];
  customs: CustomsDeclaration | null;
  options: DeliveryOptions;
  /** The day on which the carrier takes the parcels, e.g. "2026-01-31". */
  shipDate: string;
  messages: QuoteMessage[];
  /** How many connections have not answered yet. */
  pendingConnections: number;
  gatheredBy: Date | null;
  reference: string | null;
  /** The entity that the quote was asked for. */
  payerEntityId: Uuid | null;
  /** The draft that it is for. */
  shipmentId: Uuid | null;
  expiresAt: Date;
  createdAt: Date;
  isPurchased: boolean;
}

/** A fee within a rate. */
export interface RateSurcharge {
  code: string;
  name: string;
  amount: string;
}

/** A parcel's part of a rate. */
export interface RatedParcel {
  charge: string;
  surcharges: RateSurcharge[];
  billableWeightOunces: string | null;
}

/** One carrier's offer in a quote. Amounts are exact decimals. */
export interface RateRow {
  id: Uuid;
  organizationId: Uuid;
  quoteId: Uuid;
  connectionId: Uuid;
  carrierName: string;
  service: string;
  serviceName: string;
  carrierCharge: string;
  currency: string;
  surcharges: RateSurcharge[];
  /** The longest expected; null when the carrier does not say. */
  transitDays: number | null;
  minimumTransitDays: number | null;
  estimatedDelivery: string | null;
  zone: string | null;
  billableWeightOunces: string | null;
  /** In the order of the quote's parcels; they add up to the carrier charge. Null when the carrier prices the whole. */
  parcels: RatedParcel[] | null;
  explanation: string[];
  /** By what the carrier finds the offer again; null when the service says enough. */
  carrierReference: string | null;
  /** The prices that it was made by; null when by none of a sheet. */
  rateSheetId: Uuid | null;
  rateSheetVersion: number | null;
  payerEntityId: Uuid | null;
}

/** Which quotes to list. */
export interface QuoteFilter {
  status?: QuoteStatus | null | undefined;
  shipmentId?: Uuid | null | undefined;
  reference?: string | null | undefined;
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
}

/** Sort orders of the list of quotes. */
export const QUOTE_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const IS_PURCHASED = sql`exists (select from purchases p where p.quote_id = q.id and p.state in ('bought', 'captured', 'completed'))`;

const QUOTE_COLUMNS = sql`q.id, q.organization_id as "organizationId", q.test_mode as "testMode", q.shipper, q.recipient, q.parcels, q.customs,
  q.options, q.ship_date as "shipDate", q.messages, q.pending_connections as "pendingConnections", q.gathered_by as "gatheredBy", q.reference, q.payer_entity_id as "payerEntityId", q.shipment_id as "shipmentId", q.expires_at as "expiresAt", q.created_at as "createdAt",
  ${IS_PURCHASED} as "isPurchased"`;

const RATE_COLUMNS = sql`r.id, r.organization_id as "organizationId", r.quote_id as "quoteId", r.connection_id as "connectionId",
  r.carrier_name as "carrierName", r.service, r.service_name as "serviceName", r.carrier_charge as "carrierCharge", r.currency, r.surcharges,
  r.transit_days as "transitDays", r.minimum_transit_days as "minimumTransitDays", r.estimated_delivery as "estimatedDelivery", r.zone,
  trim_scale(r.billable_weight_ounces) as "billableWeightOunces", r.parcels, r.explanation,
  r.carrier_reference as "carrierReference", r.rate_sheet_id as "rateSheetId", r.rate_sheet_version as "rateSheetVersion", q.payer_entity_id as "payerEntityId"`;

/** Stores a quote with the rates that are known, in one statement. */
export async function insertQuote(db: Queryable, quote: QuoteRow, rates: readonly RateRow[]): Promise<void> {
  await db.query(sql`
    with quote as (
      insert into quotes (id, organization_id, test_mode, shipper, recipient, parcels, customs, options, ship_date, messages, pending_connections, gathered_by,
        reference, payer_entity_id, shipment_id, expires_at, created_at)
      values (${quote.id}, ${quote.organizationId}, ${quote.testMode}, ${JSON.stringify(quote.shipper)}::jsonb, ${JSON.stringify(quote.recipient)}::jsonb,
        ${JSON.stringify(quote.parcels)}::jsonb, ${quote.customs && JSON.stringify(quote.customs)}::jsonb, ${JSON.stringify(quote.options)}::jsonb,
        ${quote.shipDate}, ${JSON.stringify(quote.messages)}::jsonb, ${quote.pendingConnections}, ${quote.gatheredBy}, ${quote.reference},
        ${quote.payerEntityId}, ${quote.shipmentId}, ${quote.expiresAt}, ${quote.createdAt})
      returning id, organization_id, test_mode
    )
    ${insertionOf(rates)}`);
}

/** Adds the answer of one connection to a quote: its rates, its messages, and that it need not be waited for. */
export async function addAnswer(
  db: ScopedQueryable,
  quoteId: Uuid,
  answer: { rates: readonly RateRow[]; messages: readonly QuoteMessage[] },
): Promise<void> {
  await db.query(sql`
    with quote as (
      update quotes q set messages = q.messages || ${JSON.stringify(answer.messages)}::jsonb, pending_connections = q.pending_connections - 1
      where q.id = ${quoteId} and ${inScope(db, 'q')} returning id, organization_id, test_mode
    )
    ${insertionOf(answer.rates)}`);
}

function insertionOf(rates: readonly RateRow[]): RawBuilder<unknown> {
  return sql`
    insert into rates (id, organization_id, test_mode, quote_id, connection_id, carrier_name, service, service_name, carrier_charge, currency, surcharges,
      transit_days, minimum_transit_days, estimated_delivery, zone, billable_weight_ounces, parcels, explanation, carrier_reference,
      rate_sheet_id, rate_sheet_version)
    select rate.id, quote.organization_id, quote.test_mode, quote.id, rate."connectionId", rate."carrierName", rate.service, rate."serviceName",
      rate."carrierCharge", rate.currency, rate.surcharges, rate."transitDays", rate."minimumTransitDays", rate."estimatedDelivery", rate.zone,
      rate."billableWeightOunces", rate.parcels, rate.explanation, rate."carrierReference",
      rate."rateSheetId", rate."rateSheetVersion"
    from quote, jsonb_to_recordset(${JSON.stringify(rates)}::jsonb) as rate (
      id uuid, "connectionId" uuid, "carrierName" text, service text, "serviceName" text, "carrierCharge" numeric, currency text, surcharges jsonb,
      "transitDays" int, "minimumTransitDays" int, "estimatedDelivery" date, zone text, "billableWeightOunces" numeric, parcels jsonb, explanation text[],
      "carrierReference" text, "rateSheetId" uuid, "rateSheetVersion" int)`;
}

/** Removes a quote that could not be priced, with its rates. */
export async function deleteQuote(db: ScopedQueryable, id: Uuid): Promise<void> {
  await db.query(sql`delete from quotes q where q.id = ${id} and ${inScope(db, 'q')}`);
}

/** Quotes by id. */
export async function findQuotes(db: ScopedQueryable, ids: readonly Uuid[]): Promise<QuoteRow[]> {
  return db.query(sql<QuoteRow>`select ${QUOTE_COLUMNS} from quotes q where q.id = any(${ids}::uuid[]) and ${inScope(db, 'q')}`);
}

/** A page of quotes. */
export async function listQuotes(
  db: ScopedQueryable,
  filter: QuoteFilter & { now: Date },
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<QuoteRow>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'q')];
  if (filter.status) conditions.push(hasStatus(filter.status, filter.now));
  if (filter.shipmentId) conditions.push(sql`q.shipment_id = ${filter.shipmentId}`);
  if (filter.reference) conditions.push(sql`q.reference = ${filter.reference}`);
  if (filter.createdAfter) conditions.push(sql`q.created_at >= ${filter.createdAfter}`);
  if (filter.createdBefore) conditions.push(sql`q.created_at < ${filter.createdBefore}`);
  return fetchPage(
    db,
    sql<QuoteRow>`select ${QUOTE_COLUMNS}, q.created_at from quotes q where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

function hasStatus(status: QuoteStatus, now: Date): RawBuilder<unknown> {
  const isGathering = sql`(q.pending_connections > 0 and coalesce(q.gathered_by > ${now}, false))`;
  const conditions: Record<QuoteStatus, RawBuilder<unknown>> = {
    purchased: IS_PURCHASED,
    gathering: sql`not ${IS_PURCHASED} and ${isGathering}`,
    open: sql`not ${IS_PURCHASED} and not ${isGathering} and q.expires_at > ${now}`,
    expired: sql`not ${IS_PURCHASED} and not ${isGathering} and q.expires_at <= ${now}`,
  };
  return conditions[status];
}

/** Rates by id. */
export async function findRates(db: ScopedQueryable, ids: readonly Uuid[]): Promise<RateRow[]> {
  return db.query(sql<RateRow>`
    select ${RATE_COLUMNS} from rates r join quotes q on q.id = r.quote_id where r.id = any(${ids}::uuid[]) and ${inScope(db, 'r')}`);
}

/** The rates of quotes, cheapest first, then fastest. */
export async function findRatesOfQuotes(db: ScopedQueryable, quoteIds: readonly Uuid[]): Promise<RateRow[]> {
  return db.query(sql<RateRow>`
    select ${RATE_COLUMNS} from rates r join quotes q on q.id = r.quote_id where r.quote_id = any(${quoteIds}::uuid[]) and ${inScope(db, 'r')}
    order by r.currency, r.carrier_charge, r.transit_days nulls last, r.id`);
}
