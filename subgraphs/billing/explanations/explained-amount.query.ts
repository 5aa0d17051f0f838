import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { spendsInScope } from '../spends/credit-spends.query.ts';

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
  invoiceId: Uuid | null;
  /** What its transactions in the ledger were posted for. */
  causeId: Uuid;
}

/** A spend of credits. */
export async function explainSpend(db: ScopedQueryable, id: Uuid): Promise<ExplainedAmount | undefined> {
  return db.first(sql<ExplainedAmount>`
    select s.id, s.entity_id as "entityId", s.reason as description, s.amount, s.currency, s.occurred_at as "occurredAt", null as quantity, null as "unitPrice",
      null as "rateId", null as "rateVersion", null as "invoiceId", s.id as "causeId"
    from billing.credit_spends s where s.id = ${id} and ${spendsInScope(db)}`);
}

/** Something bought by a reservation: what was captured of it, by credits or on invoice. */
export async function explainReservation(db: ScopedQueryable, id: Uuid): Promise<ExplainedAmount | undefined> {
  return db.first(sql<ExplainedAmount>`
    select r.id, r.entity_id as "entityId", r.reason as description, r.captured as amount, e.currency, coalesce(r.settled_at, r.created_at) as "occurredAt",
      null as quantity, null as "unitPrice", null as "rateId", null as "rateVersion",
      (select l.invoice_id from invoice_lines l where l.id = r.invoice_line_id) as "invoiceId", r.id as "causeId"
    from credit_reservations r join entities e on e.id = r.entity_id where r.id = ${id} and ${inScope(db, 'r')}`);
}

/** A line of an invoice. */
export async function explainInvoiceLine(db: ScopedQueryable, id: Uuid): Promise<ExplainedAmount | undefined> {
  return db.first(sql<ExplainedAmount>`
    select l.id, i.entity_id as "entityId", coalesce(l.event_type, l.kind) as description, l.amount, i.currency, coalesce(i.finalized_at, i.created_at) as "occurredAt",
      trim_scale(l.quantity) as quantity, l.unit_price as "unitPrice", l.rate_id as "rateId", l.rate_version as "rateVersion", i.id as "invoiceId", i.id as "causeId"
    from invoice_lines l join invoices i on i.id = l.invoice_id where l.id = ${id} and ${inScope(db, 'l')}`);
}
