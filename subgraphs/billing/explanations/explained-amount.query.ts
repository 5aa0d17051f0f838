import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { spendsInScope } from '../spends/credit-spends.query.ts';
import { EVENT_COLUMNS, usageInScope, type UsageEventRow } from '../usage/usage-events.query.ts';

/** What a price was asked for: a quantity of one kind of usage, by the unit or, of a month, by a price of a rate card. */
export interface PricedQuantity {
  /** Null where units are priced. */
  priceId: Uuid | null;
  unitPrice: string | null;
  quantity: string;
  /** How many events it is of. */
  events: number;
}

/** Which usage of a month a rate card prices. */
export interface PricedMonth {
  eventType: string;
  period: string;
  rateCardId: Uuid;
}

/** A charge, and by what it is explained; amounts are exact decimals of one currency. */
export interface ExplainedAmount {
  id: Uuid;
  entityId: Uuid;
  /** What it was charged for. */
  description: string;
  amount: string;
  currency: string;
  occurredAt: Date;
  /** Of usage alone. */
  quantity: string | null;
  unitPrice: string | null;
  rateId: Uuid | null;
  rateVersion: number | null;
  rateCardId: Uuid | null;
  invoiceId: Uuid | null;
  /** What its transactions in the ledger were posted for; null while nothing is posted. */
  causeId: Uuid | null;
  /** What its tiers are of. */
  priced: PricedQuantity[];
  /** What had been billed of the same month and price before. */
  billedBefore: string;
  /** Whose usage is behind it, where a rate card prices it. */
  month: PricedMonth | null;
}

const WITHOUT_USAGE = sql`null as quantity, null as "unitPrice", null as "rateId", null::int as "rateVersion", null as "rateCardId", '[]'::jsonb as priced,
  0 as "billedBefore", null as month`;

/** A spend of credits. */
export async function explainSpend(db: ScopedQueryable, id: Uuid): Promise<ExplainedAmount | undefined> {
  return db.first(sql<ExplainedAmount>`
    select s.id, s.entity_id as "entityId", s.reason as description, s.amount, s.currency, s.occurred_at as "occurredAt", ${WITHOUT_USAGE},
      null as "invoiceId", s.id as "causeId"
    from billing.credit_spends s where s.id = ${id} and ${spendsInScope(db)}`);
}

/** Something bought by a reservation: what was captured of it, by credits or on invoice. */
export async function explainReservation(db: ScopedQueryable, id: Uuid): Promise<ExplainedAmount | undefined> {
  return db.first(sql<ExplainedAmount>`
    select r.id, r.entity_id as "entityId", r.reason as description, r.captured as amount, e.currency, coalesce(r.settled_at, r.created_at) as "occurredAt",
      ${WITHOUT_USAGE}, (select l.invoice_id from invoice_lines l where l.id = r.invoice_line_id) as "invoiceId", r.id as "causeId"
    from credit_reservations r join entities e on e.id = r.entity_id where r.id = ${id} and ${inScope(db, 'r')}`);
}

const PRICED_MONTH = sql`jsonb_build_object('eventType', l.event_type, 'period', l.period, 'rateCardId', l.rate_card_id)`;

/**
 * A line of an invoice. What a rate card prices is priced by the month: a line is what the month came to when it was drawn up, less what living lines had
 * billed of it before. Ids of lines are in the order in which they were drawn up.
 */
export async function explainInvoiceLine(db: ScopedQueryable, id: Uuid): Promise<ExplainedAmount | undefined> {
  return db.first(sql<ExplainedAmount>`
    select l.id, i.entity_id as "entityId", coalesce(l.event_type, l.kind) as description, l.amount, i.currency, coalesce(i.finalized_at, i.created_at) as "occurredAt",
      trim_scale(l.quantity) as quantity, l.unit_price as "unitPrice", l.rate_id as "rateId", l.rate_version as "rateVersion", l.rate_card_id as "rateCardId",
      i.id as "invoiceId", i.id as "causeId", before.amount as "billedBefore",
      case when l.kind = 'shipping' then '[]' else jsonb_build_array(jsonb_build_object('priceId', l.price_id, 'unitPrice', l.unit_price::text,
        'quantity', trim_scale(l.quantity + before.quantity)::text, 'events', (select count(*) filter (where not u.is_void) - count(*) filter (where u.is_void)
          from billing.usage_events u where l.kind = 'meter' and u.entity_id = i.entity_id and u.rate_card_id = l.rate_card_id and u.event_type = l.event_type
            and u.period = l.period and u.recorded_at <= coalesce(i.finalized_at, 'infinity') and ${usageInScope(db)}))) end as priced,
      case when l.kind = 'meter' then ${PRICED_MONTH} end as month
    from invoice_lines l join invoices i on i.id = l.invoice_id
    cross join lateral (select coalesce(sum(other.quantity), 0) as quantity, coalesce(sum(other.amount), 0) as amount
      from invoice_lines other join invoices o on o.id = other.invoice_id
      where l.kind = 'meter' and other.price_id = l.price_id and other.period = l.period and o.entity_id = i.entity_id and other.id < l.id
        and (o.status <> 'void' or o.voided_at > i.created_at)) as before
    where l.id = ${id} and ${inScope(db, 'l')}`);
}

/** A usage event: its own price; where a rate card prices its meters, what their month comes to so far. */
export async function explainUsageEvent(db: ScopedQueryable, id: Uuid): Promise<ExplainedAmount | undefined> {
  return db.first(sql<ExplainedAmount>`
    select u.id, u.entity_id as "entityId", u.event_type as description, coalesce(u.amount, 0) as amount, u.currency, u.occurred_at as "occurredAt",
      trim_scale(u.quantity) as quantity, u.unit_price as "unitPrice", u.rate_id as "rateId", coalesce(u.rate_version, c.version) as "rateVersion",
      u.rate_card_id as "rateCardId", l.invoice_id as "invoiceId", l.invoice_id as "causeId", 0 as "billedBefore",
      case when u.rate_card_id is null and u.unit_price is not null then jsonb_build_array(jsonb_build_object('priceId', null, 'unitPrice', u.unit_price::text,
        'quantity', trim_scale(u.quantity)::text, 'events', 1))
      else coalesce((select jsonb_agg(jsonb_build_object('priceId', t.price_id, 'unitPrice', null, 'quantity', trim_scale(t.quantity)::text, 'events', t.events) order by t.meter)
        from billing.usage_totals t join rate_card_prices p on p.id = t.price_id and p.rate_card_id = u.rate_card_id
        where t.tenant_id = u.tenant_id and t.test_mode = u.test_mode and t.entity_id = u.entity_id and t.period = u.period and t.event_type = u.event_type), '[]') end as priced,
      case when u.rate_card_id is not null then jsonb_build_object('eventType', u.event_type, 'period', u.period, 'rateCardId', u.rate_card_id) end as month
    from billing.usage_events u left join rate_cards c on c.id = u.rate_card_id left join invoice_lines l on l.id = u.invoice_line_id
    where u.id = ${id} and u.entity_id is not null and ${usageInScope(db)}`);
}

/** What was used of a month beyond what its price includes, as it stood when it was computed. */
export async function explainOverage(db: ScopedQueryable, id: Uuid): Promise<ExplainedAmount | undefined> {
  const { tenant, organization, testMode } = db.scope;
  if (tenant === null || organization === null) return undefined;
  return db.first(sql<ExplainedAmount>`
    select o.id, o.entity_id as "entityId", o.meter as description, o.amount, o.currency, o.computed_at as "occurredAt", trim_scale(o.quantity) as quantity,
      null as "unitPrice", null as "rateId", c.version as "rateVersion", c.id as "rateCardId", null as "invoiceId", null as "causeId", 0 as "billedBefore",
      jsonb_build_array(jsonb_build_object('priceId', o.price_id, 'unitPrice', null, 'quantity', trim_scale(o.quantity)::text, 'events', 0)) as priced,
      jsonb_build_object('eventType', m.event_type, 'period', o.period, 'rateCardId', c.id) as month
    from billing.usage_overages o join rate_card_prices p on p.id = o.price_id join rate_cards c on c.id = p.rate_card_id join meters m on m.id = p.meter_id
    where o.id = ${id} and o.tenant_id = ${tenant.id} and o.test_mode = ${testMode} ${organization === 'all' ? sql`` : sql`and o.organization_id = ${organization}`}`);
}

/** The usage of an entity's month that a rate card prices, newest first. */
export async function findUsageOfMonth(
  db: ScopedQueryable,
  entityId: Uuid,
  { eventType, period, rateCardId }: PricedMonth,
  limit: number,
): Promise<UsageEventRow[]> {
  return db.query(sql<UsageEventRow>`
    select ${EVENT_COLUMNS} from billing.usage_events u
    where u.entity_id = ${entityId} and u.event_type = ${eventType} and u.period = ${period} and u.rate_card_id = ${rateCardId} and ${usageInScope(db)}
    order by u.occurred_at desc, u.id desc limit ${limit}`);
}

/** A usage event by its id. */
export async function findUsageEvent(db: ScopedQueryable, id: Uuid): Promise<UsageEventRow[]> {
  return db.query(
    sql<UsageEventRow>`select ${EVENT_COLUMNS} from billing.usage_events u where u.id = ${id} and ${usageInScope(db)}`,
  );
}
