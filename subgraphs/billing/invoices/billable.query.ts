import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { usageInScope } from '../usage/usage-events.query.ts';
import type { InvoicePeriod } from './invoice-period.ts';

/** What an invoice may bill: its own period, and what was reported after the invoice of an earlier period had been issued. */
export interface BillableWindow extends InvoicePeriod {
  entityId: Uuid;
  /** In which its months are cut. */
  timeZone: string;
  /** The spans that issued invoices cover, as PostgreSQL writes a tstzmultirange. */
  closedPeriods: string;
}

/** Usage that makes one line: of one kind, rate and month. */
export interface BillableGroup {
  eventType: string;
  rateId: Uuid | null;
  rateVersion: number;
  unitPrice: string;
  period: string;
  /** Of a period whose invoice was issued before it was reported. */
  isAdjustment: boolean;
}

function within(window: BillableWindow, instant: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${instant} < ${window.end} and (${instant} >= ${window.start} or ${isClosed(window, instant)})`;
}

function isClosed(window: BillableWindow, instant: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${instant} <@ ${window.closedPeriods}::tstzmultirange`;
}

function billable(db: ScopedQueryable, window: BillableWindow): RawBuilder<unknown> {
  return sql`u.entity_id = ${window.entityId} and u.invoice_line_id is null and u.amount is not null
    and ${within(window, sql`u.occurred_at`)} and ${usageInScope(db)}`;
}

/** The groups of usage that no line bills yet. */
export async function findBillableGroups(db: ScopedQueryable, window: BillableWindow): Promise<BillableGroup[]> {
  return db.query(sql<BillableGroup>`
    select u.event_type as "eventType", u.rate_id as "rateId", u.rate_version as "rateVersion", u.unit_price as "unitPrice", u.period,
      ${isClosed(window, sql`u.occurred_at`)} as "isAdjustment"
    from billing.usage_events u where ${billable(db, window)}
    group by 1, 2, 3, 4, 5, 6 order by 6 desc, u.period, u.event_type, u.rate_version, u.rate_id`);
}

/**
 * Gives the usage of each group to its line, unless another line has it: one statement, which two invoices at once can run
 * without billing an event twice. Answers the quantity of each line; a group that somebody else took has none.
 */
export async function claimUsage(
  db: ScopedQueryable,
  window: BillableWindow,
  groups: readonly (BillableGroup & { lineId: Uuid })[],
): Promise<{ lineId: Uuid; quantity: string }[]> {
  const rows = groups.map((group) => ({
    line_id: group.lineId,
    event_type: group.eventType,
    rate_id: group.rateId,
    rate_version: group.rateVersion,
    unit_price: group.unitPrice,
    period: group.period,
    is_adjustment: group.isAdjustment,
  }));
  return db.query(sql<{ lineId: Uuid; quantity: string }>`
    with claimed as (
      update billing.usage_events u set invoice_line_id = g.line_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (
        line_id uuid, event_type text, rate_id uuid, rate_version int, unit_price numeric, period text, is_adjustment boolean)
      where u.event_type = g.event_type and u.rate_id is not distinct from g.rate_id and u.rate_version = g.rate_version and u.unit_price = g.unit_price
        and u.period = g.period and (${isClosed(window, sql`u.occurred_at`)}) = g.is_adjustment and ${billable(db, window)}
      returning g.line_id, u.quantity
    )
    select line_id as "lineId", trim_scale(sum(quantity)) as quantity from claimed group by line_id`);
}

/**
 * Gives what was bought on invoice to a line, unless another line has it, and takes it out of what has accrued. Answers
 * how many purchases there are and what they come to. Call it under the balance's lock.
 */
export async function claimShipping(
  db: ScopedQueryable,
  window: BillableWindow,
  lineId: Uuid,
): Promise<{ amount: string; count: number }> {
  const row = await db.first(sql<{ amount: string; count: number }>`
    with claimed as (
      update credit_reservations r set invoice_line_id = ${lineId}
      where r.entity_id = ${window.entityId} and r.kind = 'invoiced' and r.status = 'captured' and r.invoice_line_id is null
        and ${within(window, sql`r.settled_at`)} and ${inScope(db, 'r')}
      returning r.captured
    ), summed as (
      select coalesce(sum(captured), 0) as amount, count(*)::int as count from claimed
    ), balance as (
      update credit_balances b set accrued = b.accrued - s.amount from summed s where b.id = ${window.entityId} and s.amount > 0
    )
    select amount, count from summed`);
  return row!;
}

/** Takes everything away from the lines of an invoice, so that another one may bill it. Call it under the balance's lock. */
export async function freeBilled(db: ScopedQueryable, owner: { entityId: Uuid }, lineIds: readonly Uuid[]): Promise<void> {
  await db.query(sql`
    update billing.usage_events u set invoice_line_id = null where u.invoice_line_id = any(${lineIds}::uuid[]) and ${usageInScope(db)}`);
  await db.query(sql`
    with freed as (
      update credit_reservations r set invoice_line_id = null where r.invoice_line_id = any(${lineIds}::uuid[]) and ${inScope(db, 'r')} returning r.captured
    )
    update credit_balances b set accrued = b.accrued + s.amount from (select coalesce(sum(captured), 0) as amount from freed) s where b.id = ${owner.entityId}`);
}
