import assert from 'node:assert/strict';
import { newId } from '../../../platform/ids/public-id.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { finalizeInvoice } from '../invoices/finalize-invoice.ts';
import { generateInvoice } from '../invoices/generate-invoice.ts';
import type { AskedPeriod } from '../invoices/invoice-period.ts';
import type { InvoiceRow } from '../invoices/invoice.query.ts';
import { payInvoice } from '../payments/pay-invoice.ts';
import type { PaymentRow } from '../payments/payment.query.ts';
import type { TestBilling } from './test-billing.ts';
import { deliverUsage, usageEvent } from './usage-deliveries.ts';

/** A day in February 2026, which the clock of a test begins after. */
export const FEBRUARY = new Date('2026-02-14T12:00:00Z');

/** Drafts the last whole month of an entity, or the period said. */
export function draft(billing: TestBilling, entity: { id: string }, period: AskedPeriod = {}): Promise<InvoiceRow> {
  return generateInvoice(billing.staff(), { entityId: entity.id, ...period });
}

/** An open invoice over 2.50 (250 API requests) unless said otherwise. */
export async function openInvoice(billing: TestBilling, entity: BillingEntity, count = 250): Promise<InvoiceRow> {
  const { organizationId } = entity;
  await deliverUsage(billing, [usageEvent(billing, 'requested', { organizationId, count })]);
  billing.clock.advance(1);
  return finalizeInvoice(billing.staff(), (await draft(billing, entity, { periodEnd: billing.clock.now() })).id);
}

/** Pays an invoice with a sandbox token, as a member of its organization. */
export function pay(
  billing: TestBilling,
  invoice: InvoiceRow,
  token = 'pm_sandbox_ok',
  idempotencyKey: string = newId(),
): Promise<PaymentRow> {
  const member = billing.member({ organizationId: invoice.organizationId });
  return payInvoice(member, { invoiceId: invoice.id, paymentMethodToken: token, idempotencyKey });
}

/** Buys something on invoice (the entity must be allowed to). */
export async function buyOnInvoice(billing: TestBilling, entity: BillingEntity, amount: string): Promise<void> {
  const context = billing.member({ organizationId: entity.organizationId });
  const { reservationId } = await billing.reserve(entity, amount, { context });
  await captureReservation(context, { reservationId, amount: null });
}

/** Events of a type whose data names the invoice, in order. */
export async function eventsOfInvoice(billing: TestBilling, type: string, invoiceId: string): Promise<Record<string, unknown>[]> {
  const rows = await billing.world.inspect<{ data: Record<string, unknown> }>(
    `select data from platform.outbox where type = $1 and data ->> 'invoiceId' = $2 order by position`,
    [type, invoiceId],
  );
  return rows.map((row) => row.data);
}

/** Recomputes every invoice of the tenant from what it bills; fails on the first difference. */
export async function assertInvoicesAreExact(billing: TestBilling): Promise<void> {
  assert.deepEqual(await billing.rows(TOTAL_DIFFERENCES), [], 'totals differ from their lines');
  assert.deepEqual(await billing.rows(LINE_DIFFERENCES), [], 'lines differ from what they bill');
  assert.deepEqual(await billing.rows(STRAYS, [billing.tenant.id]), [], 'usage is billed by a line that does not bill');
}

const TOTAL_DIFFERENCES = `
  select i.id from SCHEMA.invoices i left join (select invoice_id, sum(amount) as amount from SCHEMA.invoice_lines group by invoice_id) l on l.invoice_id = i.id
  where i.total is distinct from l.amount`;

const LINE_DIFFERENCES = `
  select l.id, l.quantity, l.amount from SCHEMA.invoice_lines l join SCHEMA.invoices i on i.id = l.invoice_id
  left join (select invoice_line_id, sum(quantity) as quantity, sum(amount) as amount from billing.usage_events group by 1) u on u.invoice_line_id = l.id
  left join (select invoice_line_id, count(*) as quantity, sum(captured) as amount from SCHEMA.credit_reservations group by 1) r on r.invoice_line_id = l.id
  where i.status <> 'void' and l.kind <> 'meter' and (l.quantity, l.amount) is distinct from
    (coalesce(u.quantity, r.quantity), round(coalesce(u.amount, r.amount), case i.currency when 'JPY' then 0 else 2 end))`;

const STRAYS = `
  select u.id from billing.usage_events u left join SCHEMA.invoice_lines l on l.id = u.invoice_line_id left join SCHEMA.invoices i on i.id = l.invoice_id
  where u.tenant_id = $1 and u.invoice_line_id is not null and (i.id is null or i.status = 'void' or i.entity_id <> u.entity_id)`;
