import { sql, type RawBuilder } from 'kysely';
import { fetchPage, fetchPages, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { BalanceOwner } from '../credits/credit-balance.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { InvoiceStatus } from './invoice-state.ts';
import type { InvoicePeriod } from './invoice-period.ts';

/** Who an issued invoice is made out to, as the entity was named then. */
export interface BillTo {
  name: string;
  country: string;
  billingEmail: string | null;
  /** What is set at the entity, or inherited, when it is issued; absent where nothing is. */
  taxId?: string;
  costCenter?: string;
  purchaseOrder?: string;
}

/** What an invoice is issued with. */
interface InvoiceIssue {
  invoiceId: Uuid;
  number: string;
  finalizedAt: Date;
  dueAt: Date;
  /** What it is made out to beside the entity's name and country. */
  billTo: Omit<BillTo, 'name' | 'country'>;
}

/** An invoice; the total is an exact decimal. */
export interface InvoiceRow {
  id: Uuid;
  organizationId: Uuid;
  entityId: Uuid;
  status: InvoiceStatus;
  /** Null until it is issued. */
  number: string | null;
  currency: string;
  periodStart: Date;
  periodEnd: Date;
  total: string;
  billTo: BillTo | null;
  createdAt: Date;
  finalizedAt: Date | null;
  dueAt: Date | null;
  paidAt: Date | null;
  voidedAt: Date | null;
  firstFailureAt: Date | null;
}

/** Which invoices to list; conditions add up. */
export interface InvoiceFilter {
  organizationId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  status?: string | null | undefined;
  number?: string | null | undefined;
  createdFrom?: Date | null | undefined;
  createdUntil?: Date | null | undefined;
}

/** Sort orders of the list of invoices. */
export const INVOICE_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  totalDesc: { column: 'total', type: 'numeric', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

const INVOICE_COLUMNS = sql`i.id, i.organization_id as "organizationId", i.entity_id as "entityId", i.status, i.number, i.currency,
  i.period_start as "periodStart", i.period_end as "periodEnd", i.total, i.bill_to as "billTo", i.created_at as "createdAt",
  i.finalized_at as "finalizedAt", i.due_at as "dueAt", i.paid_at as "paidAt", i.voided_at as "voidedAt", i.first_failure_at as "firstFailureAt"`;

/** Locks the balance of the entity that an invoice is for; undefined when there is no such invoice in view. */
export async function lockBalanceOfInvoice(db: ScopedQueryable, invoiceId: Uuid): Promise<BalanceOwner | undefined> {
  return db.first(sql<BalanceOwner>`
    select b.id as "entityId", b.organization_id as "organizationId" from credit_balances b
    where b.id = (select i.entity_id from invoices i where i.id = ${invoiceId} and ${inScope(db, 'i')}) and ${inScope(db, 'b')} for update`);
}

/** Invoices by id, as far as the session may see them. */
export async function findInvoices(db: ScopedQueryable, ids: readonly Uuid[]): Promise<InvoiceRow[]> {
  return db.query(
    sql<InvoiceRow>`select ${INVOICE_COLUMNS} from invoices i where i.id = any(${ids}::uuid[]) and ${inScope(db, 'i')}`,
  );
}

/** One invoice. Call it under the lock of its entity's balance, as a statement of its own. */
export async function readInvoice(db: ScopedQueryable, id: Uuid): Promise<InvoiceRow> {
  return (await findInvoices(db, [id]))[0]!;
}

/** What a new draft depends on, read under the lock. */
export interface InvoicingFacts {
  currency: string;
  timeZone: string;
  /** The spans that issued invoices cover, as PostgreSQL writes a tstzmultirange. */
  closedPeriods: string;
}

/** Reads what a draft depends on. Call it under the balance's lock, as a statement of its own. */
export async function readInvoicingFacts(db: ScopedQueryable, owner: BalanceOwner): Promise<InvoicingFacts> {
  const row = await db.first(sql<InvoicingFacts>`
    select e.currency, e.time_zone as "timeZone", coalesce((select range_agg(tstzrange(i.period_start, i.period_end)) from invoices i
      where i.entity_id = e.id and i.status in ('open', 'paid') and ${inScope(db, 'i')}), '{}'::tstzmultirange)::text as "closedPeriods"
    from entities e where e.id = ${owner.entityId} and ${inScope(db, 'e')}`);
  return row!;
}

/** The draft of exactly this period, if there is one. */
export async function findDraft(db: ScopedQueryable, entityId: Uuid, period: InvoicePeriod): Promise<Uuid | undefined> {
  const row = await db.first(sql<{ id: Uuid }>`
    select i.id from invoices i where i.entity_id = ${entityId} and i.period_start = ${period.start} and i.period_end = ${period.end}
      and i.status = 'draft' and ${inScope(db, 'i')}`);
  return row?.id;
}

/** A draft about to be written. */
export interface NewInvoice extends BalanceOwner {
  id: Uuid;
  currency: string;
  period: InvoicePeriod;
  total: string;
  createdAt: Date;
}

/** Writes a draft, or the new total of one that is there. */
export async function saveDraft(db: ScopedQueryable, invoice: NewInvoice): Promise<InvoiceRow> {
  const row = await db.first(sql<InvoiceRow>`
    insert into invoices as i (id, organization_id, test_mode, entity_id, status, currency, period_start, period_end, total, created_at)
    values (${invoice.id}, ${invoice.organizationId}, ${db.scope.testMode}, ${invoice.entityId}, 'draft', ${invoice.currency}, ${invoice.period.start},
      ${invoice.period.end}, ${invoice.total}, ${invoice.createdAt})
    on conflict (id) do update set total = excluded.total returning ${INVOICE_COLUMNS}`);
  return row!;
}

/** Takes the next number of the tenant as an issuer. Its row stays locked until the transaction ends, so numbers have no gap. */
export async function takeInvoiceNumber(db: ScopedQueryable): Promise<string> {
  const row = await db.first(sql<{ last: string }>`
    insert into invoice_sequences as s (test_mode, issuer, last_number) values (${db.scope.testMode}, 'tenant', 1)
    on conflict (test_mode, issuer) do update set last_number = s.last_number + 1 returning s.last_number as last`);
  return row!.last;
}

/** Issues a draft. */
export async function issueInvoice(db: ScopedQueryable, issue: InvoiceIssue): Promise<InvoiceRow> {
  const row = await db.first(sql<InvoiceRow>`
    update invoices i set status = 'open', number = ${issue.number}, finalized_at = ${issue.finalizedAt}, due_at = ${issue.dueAt},
      bill_to = jsonb_build_object('name', e.name, 'country', e.country) || ${JSON.stringify(issue.billTo)}::jsonb
    from entities e where i.id = ${issue.invoiceId} and i.status = 'draft' and e.id = i.entity_id and ${inScope(db, 'i')} returning ${INVOICE_COLUMNS}`);
  return row!;
}

/** Marks an open invoice as paid. */
export async function markPaid(db: ScopedQueryable, invoiceId: Uuid, paidAt: Date): Promise<InvoiceRow> {
  const row = await db.first(sql<InvoiceRow>`
    update invoices i set status = 'paid', paid_at = ${paidAt} where i.id = ${invoiceId} and i.status = 'open' and ${inScope(db, 'i')}
    returning ${INVOICE_COLUMNS}`);
  return row!;
}

/** Marks a draft or an open invoice as void. */
export async function markVoid(db: ScopedQueryable, invoiceId: Uuid, voidedAt: Date): Promise<InvoiceRow> {
  const row = await db.first(sql<InvoiceRow>`
    update invoices i set status = 'void', voided_at = ${voidedAt} where i.id = ${invoiceId} and i.status in ('draft', 'open') and ${inScope(db, 'i')}
    returning ${INVOICE_COLUMNS}`);
  return row!;
}

/** Remembers when a payment of the invoice first failed; later failures change nothing. */
export async function markFailure(db: ScopedQueryable, invoiceId: Uuid, failedAt: Date): Promise<void> {
  await db.query(sql`
    update invoices set first_failure_at = ${failedAt} where id = ${invoiceId} and first_failure_at is null and ${inScope(db, 'invoices')}`);
}

/** A page of the invoices that the session may see. */
export async function listInvoices(
  db: ScopedQueryable,
  filter: InvoiceFilter,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<InvoiceRow>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'i')];
  if (filter.organizationId) conditions.push(sql`i.organization_id = ${filter.organizationId}`);
  if (filter.entityId) conditions.push(sql`i.entity_id = ${filter.entityId}`);
  if (filter.status) conditions.push(sql`i.status = ${filter.status}`);
  if (filter.number) conditions.push(sql`i.number = ${filter.number}`);
  if (filter.createdFrom) conditions.push(sql`i.created_at >= ${filter.createdFrom}`);
  if (filter.createdUntil) conditions.push(sql`i.created_at < ${filter.createdUntil}`);
  const statement = sql<InvoiceRow>`select ${INVOICE_COLUMNS}, i.created_at from invoices i where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, request);
}

/** A page of the invoices of each entity, newest first; one statement for all entities. */
export async function listInvoicesOfEntities(
  db: ScopedQueryable,
  entityIds: readonly Uuid[],
  request: PageRequest,
): Promise<Map<Uuid, Page<InvoiceRow>>> {
  const statement = sql<InvoiceRow>`select ${INVOICE_COLUMNS}, i.entity_id as parent_id, i.created_at from invoices i where ${inScope(db, 'i')}`;
  return fetchPages(db, entityIds, statement, INVOICE_ORDERS.createdAtDesc, request);
}
