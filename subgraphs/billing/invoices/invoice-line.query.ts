import { sql } from 'kysely';
import { fetchPages, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** What a line bills: usage by the unit, what a meter measured by the price of a rate card, or what was shipped on invoice. */
export type InvoiceLineKind = 'usage' | 'meter' | 'shipping';

/** A line of an invoice; numbers are exact decimals. */
export interface InvoiceLineRow {
  id: Uuid;
  invoiceId: Uuid;
  position: number;
  kind: InvoiceLineKind;
  /** Null for shipping. */
  eventType: string | null;
  /** The month of the usage, e.g. `2026-03`; null for shipping. */
  period: string | null;
  isAdjustment: boolean;
  quantity: string;
  /** Null for all but usage by the unit. */
  unitPrice: string | null;
  amount: string;
  rateId: Uuid | null;
  rateVersion: number | null;
  /** The meter's key, and the price and the card that it is charged by; null for all but meters. */
  meter: string | null;
  priceId: Uuid | null;
  rateCardId: Uuid | null;
  currency: string;
}

/** A line before it is written. */
export type NewLine = Omit<InvoiceLineRow, 'currency'>;

const LINE_COLUMNS = sql`l.id, l.invoice_id as "invoiceId", l.position, l.kind, l.event_type as "eventType", l.period, l.is_adjustment as "isAdjustment",
  trim_scale(l.quantity) as quantity, l.unit_price as "unitPrice", l.amount, l.rate_id as "rateId", l.rate_version as "rateVersion", l.meter,
  l.price_id as "priceId", l.rate_card_id as "rateCardId", (select i.currency from invoices i where i.id = l.invoice_id) as currency`;

/** A line that is about to be owed, with what its purchases came to before it was rounded. */
export interface IssuedLine {
  kind: InvoiceLineKind;
  amount: string;
  bought: string;
}

/** The lines of an invoice as the ledger posts them, in their order. */
export async function findIssuedLines(db: ScopedQueryable, invoiceId: Uuid): Promise<IssuedLine[]> {
  return db.query(sql<IssuedLine>`
    select l.kind, l.amount, (select coalesce(sum(r.captured), 0) from credit_reservations r where r.invoice_line_id = l.id and ${inScope(db, 'r')}) as bought
    from invoice_lines l where l.invoice_id = ${invoiceId} and ${inScope(db, 'l')} order by l.position`);
}

/** Writes the lines of a draft in one statement. */
export async function insertLines(
  db: ScopedQueryable,
  owner: { organizationId: Uuid },
  lines: readonly NewLine[],
): Promise<void> {
  const rows = lines.map((line) => ({
    id: line.id,
    invoice_id: line.invoiceId,
    position: line.position,
    kind: line.kind,
    event_type: line.eventType,
    period: line.period,
    is_adjustment: line.isAdjustment,
    quantity: line.quantity,
    unit_price: line.unitPrice,
    amount: line.amount,
    rate_id: line.rateId,
    rate_version: line.rateVersion,
    meter: line.meter,
    price_id: line.priceId,
    rate_card_id: line.rateCardId,
  }));
  await db.query(sql`
    insert into invoice_lines (id, organization_id, test_mode, invoice_id, position, kind, event_type, period, is_adjustment, quantity, unit_price, amount, rate_id, rate_version,
      meter, price_id, rate_card_id)
    select id, ${owner.organizationId}::uuid, ${db.scope.testMode}::boolean, invoice_id, position, kind, event_type, period, is_adjustment, quantity, unit_price,
      amount, rate_id, rate_version, meter, price_id, rate_card_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as line (
      id uuid, invoice_id uuid, position int, kind text, event_type text, period text, is_adjustment boolean, quantity numeric, unit_price numeric,
      amount numeric, rate_id uuid, rate_version int, meter text, price_id uuid, rate_card_id uuid)`);
}

/** Removes the lines of a draft; answers their ids. */
export async function deleteLines(db: ScopedQueryable, invoiceId: Uuid): Promise<Uuid[]> {
  const rows = await db.query(
    sql<{ id: Uuid }>`delete from invoice_lines where invoice_id = ${invoiceId} and ${inScope(db, 'invoice_lines')} returning id`,
  );
  return rows.map((row) => row.id);
}

/** The lines of invoices, in their order. */
export async function findLines(db: ScopedQueryable, invoiceIds: readonly Uuid[]): Promise<InvoiceLineRow[]> {
  return db.query(sql<InvoiceLineRow>`
    select ${LINE_COLUMNS} from invoice_lines l where l.invoice_id = any(${invoiceIds}::uuid[]) and ${inScope(db, 'l')}
    order by l.invoice_id, l.position`);
}

/** Something bought on invoice, as a line bills it. */
export interface InvoicedPurchase {
  id: Uuid;
  /** What it was for, e.g. `shipment/<uuid>`. */
  reason: string;
  amount: string;
  currency: string;
  boughtAt: Date;
}

/** A page of the purchases that each line bills, newest first; one statement for all lines. */
export async function listPurchasesOfLines(
  db: ScopedQueryable,
  lineIds: readonly Uuid[],
  request: PageRequest,
): Promise<Map<Uuid, Page<InvoicedPurchase>>> {
  const statement = sql<InvoicedPurchase>`
    select r.id, r.invoice_line_id as parent_id, r.reason, r.captured as amount, r.settled_at as "boughtAt", r.settled_at,
      (select e.currency from entities e where e.id = r.entity_id) as currency
    from credit_reservations r where ${inScope(db, 'r')}`;
  return fetchPages(db, lineIds, statement, { column: 'settled_at', type: 'timestamptz', direction: 'desc' }, request);
}
