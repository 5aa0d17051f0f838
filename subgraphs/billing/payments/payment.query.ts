import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { BalanceOwner } from '../credits/credit-balance.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { PaymentStatus } from './payment-state.ts';

/** An attempt to pay an invoice or a purchase of credits; the amount is an exact decimal. */
export interface PaymentRow {
  id: Uuid;
  organizationId: Uuid;
  /** Null for a purchase of credits. */
  invoiceId: Uuid | null;
  /** Null for an invoice. */
  purchaseId: Uuid | null;
  entityId: Uuid;
  amount: string;
  currency: string;
  provider: string;
  paymentMethodToken: string;
  status: PaymentStatus;
  /** What the provider calls it. */
  providerReference: string | null;
  failureCode: string | null;
  failureMessage: string | null;
  idempotencyKey: string;
  createdAt: Date;
  settledAt: Date | null;
}

const PAYMENT_COLUMNS = sql`p.id, p.organization_id as "organizationId", p.invoice_id as "invoiceId", p.purchase_id as "purchaseId", p.entity_id as "entityId", p.amount, p.currency, p.provider,
  p.payment_method_token as "paymentMethodToken", p.status, p.provider_reference as "providerReference", p.failure_code as "failureCode",
  p.failure_message as "failureMessage", p.idempotency_key as "idempotencyKey", p.created_at as "createdAt", p.settled_at as "settledAt"`;

/** Locks the balance of the entity that pays; undefined when there is no such payment in view. */
export async function lockBalanceOfPayment(db: ScopedQueryable, paymentId: Uuid): Promise<BalanceOwner | undefined> {
  return db.first(sql<BalanceOwner>`
    select b.id as "entityId", b.organization_id as "organizationId" from credit_balances b
    where b.id = (select p.entity_id from payments p where p.id = ${paymentId} and ${inScope(db, 'p')}) and ${inScope(db, 'b')} for update`);
}

/** One payment. Call it under the lock of its entity's balance, as a statement of its own. */
export async function readPayment(db: ScopedQueryable, id: Uuid): Promise<PaymentRow> {
  const row = await db.first(
    sql<PaymentRow>`select ${PAYMENT_COLUMNS} from payments p where p.id = ${id} and ${inScope(db, 'p')}`,
  );
  return row!;
}

/** The payment made earlier under the key in the organization. */
export async function findPaymentByKey(
  db: ScopedQueryable,
  organizationId: Uuid,
  idempotencyKey: string,
): Promise<PaymentRow | undefined> {
  return db.first(sql<PaymentRow>`
    select ${PAYMENT_COLUMNS} from payments p
    where p.organization_id = ${organizationId} and p.idempotency_key = ${idempotencyKey} and ${inScope(db, 'p')}`);
}

/** Whether a payment of the invoice is under way. */
export async function hasPaymentInFlight(db: ScopedQueryable, invoiceId: Uuid): Promise<boolean> {
  const row = await db.first(
    sql`select 1 from payments p where p.invoice_id = ${invoiceId} and p.status in ('created', 'pending') and ${inScope(db, 'p')}`,
  );
  return row !== undefined;
}

/** Writes a payment. */
export async function insertPayment(db: ScopedQueryable, payment: PaymentRow): Promise<void> {
  await db.query(sql`
    insert into payments (id, organization_id, test_mode, invoice_id, purchase_id, entity_id, amount, currency, provider, payment_method_token, status, provider_reference,
      failure_code, failure_message, idempotency_key, created_at, settled_at)
    values (${payment.id}, ${payment.organizationId}, ${db.scope.testMode}, ${payment.invoiceId}, ${payment.purchaseId}, ${payment.entityId}, ${payment.amount}, ${payment.currency},
      ${payment.provider}, ${payment.paymentMethodToken}, ${payment.status}, ${payment.providerReference}, ${payment.failureCode}, ${payment.failureMessage},
      ${payment.idempotencyKey}, ${payment.createdAt}, ${payment.settledAt})`);
}

/** Writes what became of a payment that was not settled. */
export async function updatePayment(
  db: ScopedQueryable,
  payment: Pick<PaymentRow, 'id' | 'status' | 'providerReference' | 'failureCode' | 'failureMessage' | 'settledAt'>,
): Promise<PaymentRow> {
  const row = await db.first(sql<PaymentRow>`
    update payments p set status = ${payment.status}, provider_reference = coalesce(${payment.providerReference}, p.provider_reference),
      failure_code = ${payment.failureCode}, failure_message = ${payment.failureMessage}, settled_at = ${payment.settledAt}
    where p.id = ${payment.id} and p.status in ('created', 'pending') and ${inScope(db, 'p')} returning ${PAYMENT_COLUMNS}`);
  return row!;
}

/** The payments of invoices, the latest in front. */
export async function findPaymentsOfInvoices(db: ScopedQueryable, invoiceIds: readonly Uuid[]): Promise<PaymentRow[]> {
  return db.query(sql<PaymentRow>`
    select ${PAYMENT_COLUMNS} from payments p where p.invoice_id = any(${invoiceIds}::uuid[]) and ${inScope(db, 'p')}
    order by p.invoice_id, p.created_at desc, p.id desc`);
}

/** The payments of purchases of credits. */
export async function findPaymentsOfPurchases(db: ScopedQueryable, purchaseIds: readonly Uuid[]): Promise<PaymentRow[]> {
  return db.query(
    sql<PaymentRow>`select ${PAYMENT_COLUMNS} from payments p where p.purchase_id = any(${purchaseIds}::uuid[]) and ${inScope(db, 'p')}`,
  );
}

/** The payment of a purchase of credits: each has one. */
export async function findPaymentOfPurchase(db: ScopedQueryable, purchaseId: Uuid): Promise<PaymentRow | undefined> {
  return (await findPaymentsOfPurchases(db, [purchaseId]))[0];
}

/** Payments whose provider was not asked, or whose answer was lost; the oldest in front. */
export async function findUnansweredPayments(db: ScopedQueryable, before: Date, limit: number): Promise<PaymentRow[]> {
  return db.query(sql<PaymentRow>`
    select ${PAYMENT_COLUMNS} from payments p where p.status = 'created' and p.created_at < ${before} and ${inScope(db, 'p')}
    order by p.created_at, p.id limit ${limit}`);
}

/** A provider's word on a payment. */
export interface PaymentCallback {
  id: Uuid;
  organizationId: Uuid;
  paymentId: Uuid;
  callbackId: string;
  outcome: 'succeeded' | 'failed';
  receivedAt: Date;
}

/** Writes a callback; answers the outcome it came with the first time when it has come before. */
export async function recordCallback(db: ScopedQueryable, callback: PaymentCallback): Promise<PaymentCallback['outcome'] | null> {
  const inserted = await db.first(sql`
    insert into payment_callbacks (id, organization_id, test_mode, payment_id, callback_id, outcome, received_at)
    values (${callback.id}, ${callback.organizationId}, ${db.scope.testMode}, ${callback.paymentId}, ${callback.callbackId}, ${callback.outcome}, ${callback.receivedAt})
    on conflict (payment_id, callback_id) do nothing returning id`);
  if (inserted) return null;
  const row = await db.first(sql<{ outcome: PaymentCallback['outcome'] }>`
    select c.outcome from payment_callbacks c where c.payment_id = ${callback.paymentId} and c.callback_id = ${callback.callbackId} and ${inScope(db, 'c')}`);
  return row!.outcome;
}
