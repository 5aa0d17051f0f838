import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { Money } from '../../../platform/money/money.ts';
import type { Partner } from '../partners/partner.entity.ts';
import { PARTNER_COLUMNS, toPartner, type PartnerRow } from '../partners/partners.query.ts';
import type { CommissionRuleColumns } from '../partners/commission-rule.ts';
import type { SkipReason } from './commission-of-invoice.ts';
import { COMMISSION_COLUMNS, toCommission, type CommissionRow } from './partner-commission.query.ts';
import type { PartnerCommission } from './partner-commission.ts';

/** A paid invoice as the books of partners know it. */
export interface PaidInvoice {
  invoiceId: Uuid;
  invoiceNumber: string;
  organizationId: Uuid;
  total: Money;
  paidAt: Date;
}

/** The account that an invoice belongs to, with its partner. */
export interface AccountOfInvoice {
  accountId: Uuid;
  accountStartedAt: Date;
  partner: Partner;
}

/** By invoice, the account that its organization had when it was paid; invoices of organizations without a partner are left out. */
export async function findAccountsOfInvoices(
  db: Queryable,
  invoices: readonly PaidInvoice[],
): Promise<Map<Uuid, AccountOfInvoice>> {
  const asked = invoices.map(({ invoiceId, organizationId, paidAt }) => ({
    invoice_id: invoiceId,
    organization_id: organizationId,
    paid_at: paidAt,
  }));
  const rows = await db.query(sql<PartnerRow & { invoiceId: Uuid; accountId: Uuid; accountStartedAt: Date }>`
    select ${PARTNER_COLUMNS}, invoice.invoice_id as "invoiceId", account.id as "accountId", account.started_at as "accountStartedAt"
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as invoice (invoice_id uuid, organization_id uuid, paid_at timestamptz)
    join partner_accounts account on account.organization_id = invoice.organization_id
      and account.started_at <= invoice.paid_at and (account.ended_at is null or account.ended_at > invoice.paid_at)
    join partners partner on partner.id = account.partner_id`);
  return new Map(
    rows.map(({ invoiceId, accountId, accountStartedAt, ...row }) => [
      invoiceId,
      { accountId, accountStartedAt, partner: toPartner(row) },
    ]),
  );
}

/** Records paid invoices of accounts; answers the ids of those that were not recorded before. */
export async function recordPaidInvoices(
  db: Queryable,
  invoices: readonly (PaidInvoice & AccountOfInvoice)[],
  recordedAt: Date,
): Promise<Set<Uuid>> {
  const rows = invoices.map(({ partner, total, ...invoice }) => ({
    test_mode: partner.testMode,
    invoice_id: invoice.invoiceId,
    partner_id: partner.id,
    account_id: invoice.accountId,
    organization_id: invoice.organizationId,
    invoice_number: invoice.invoiceNumber,
    total: total.amount.toFixed(),
    currency: total.currency,
    paid_at: invoice.paidAt,
  }));
  const fresh = await db.query(sql<{ invoiceId: Uuid }>`
    insert into partner_paid_invoices (test_mode, invoice_id, partner_id, account_id, organization_id, invoice_number, total, currency, paid_at, recorded_at)
    select test_mode, invoice_id, partner_id, account_id, organization_id, invoice_number, total, currency, paid_at, ${recordedAt}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as invoice (test_mode boolean, invoice_id uuid, partner_id uuid, account_id uuid,
      organization_id uuid, invoice_number text, total numeric, currency text, paid_at timestamptz)
    on conflict (invoice_id, partner_id) do nothing returning invoice_id as "invoiceId"`);
  return new Set(fresh.map((row) => row.invoiceId));
}

/** By account, the invoice that was paid first; invoices over nothing do not count. */
export async function findFirstInvoices(db: Queryable, accountIds: readonly Uuid[]): Promise<Map<Uuid, Uuid>> {
  const rows = await db.query(sql<{ accountId: Uuid; invoiceId: Uuid }>`
    select distinct on (account_id) account_id as "accountId", invoice_id as "invoiceId" from partner_paid_invoices
    where account_id = any(${accountIds}::uuid[]) and total > 0 order by account_id, paid_at, invoice_id`);
  return new Map(rows.map((row) => [row.accountId, row.invoiceId]));
}

/** Keeps why invoices earned nothing. */
export async function recordSkippedInvoices(
  db: Queryable,
  skipped: readonly { invoiceId: Uuid; partnerId: Uuid; skipReason: SkipReason }[],
): Promise<void> {
  const rows = skipped.map((each) => ({
    invoice_id: each.invoiceId,
    partner_id: each.partnerId,
    skip_reason: each.skipReason,
  }));
  await db.query(sql`
    update partner_paid_invoices invoice set skip_reason = skipped.skip_reason
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as skipped (invoice_id uuid, partner_id uuid, skip_reason text)
    where invoice.invoice_id = skipped.invoice_id and invoice.partner_id = skipped.partner_id`);
}

/** A commission that is about to be written. */
export interface EarnedCommission {
  invoice: PaidInvoice & AccountOfInvoice;
  rule: CommissionRuleColumns;
  amount: Money;
  heldUntil: Date;
  isApproved: boolean;
}

/** Writes commissions; an invoice that has one for the partner gets no second one. Answers those that were written. */
export async function insertCommissions(
  db: Queryable,
  earned: readonly EarnedCommission[],
  now: Date,
): Promise<PartnerCommission[]> {
  const rows = earned.map(({ invoice, rule, amount, heldUntil, isApproved }) => ({
    id: newId(),
    test_mode: invoice.partner.testMode,
    partner_id: invoice.partner.id,
    account_id: invoice.accountId,
    organization_id: invoice.organizationId,
    invoice_id: invoice.invoiceId,
    invoice_number: invoice.invoiceNumber,
    invoice_total: invoice.total.amount.toFixed(),
    event_date: invoice.paidAt,
    amount: amount.amount.toFixed(),
    currency: amount.currency,
    commission_kind: rule.commissionKind,
    commission_rate: rule.commissionRate?.toFixed() ?? null,
    commission_amount: rule.commissionAmount?.toFixed() ?? null,
    commission_recurrence: rule.commissionRecurrence,
    commission_months: rule.commissionMonths,
    status: isApproved ? 'approved' : 'pending',
    held_until: heldUntil,
    approved_at: isApproved ? now : null,
  }));
  const written = await db.query(sql<CommissionRow>`
    insert into partner_commissions as commission (id, test_mode, partner_id, account_id, organization_id, invoice_id, invoice_number, invoice_total,
      event_type, event_date, amount, currency, commission_kind, commission_rate, commission_amount, commission_recurrence, commission_months,
      status, held_until, approved_at, created_at, updated_at)
    select id, test_mode, partner_id, account_id, organization_id, invoice_id, invoice_number, invoice_total, 'invoice_payment', event_date, amount,
      currency, commission_kind, commission_rate, commission_amount, commission_recurrence, commission_months, status, held_until, approved_at,
      ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as earned (id uuid, test_mode boolean, partner_id uuid, account_id uuid,
      organization_id uuid, invoice_id uuid, invoice_number text, invoice_total numeric, event_date timestamptz, amount numeric, currency text,
      commission_kind text, commission_rate numeric, commission_amount numeric, commission_recurrence text, commission_months int, status text,
      held_until timestamptz, approved_at timestamptz)
    on conflict (invoice_id, partner_id, event_type) do nothing returning ${COMMISSION_COLUMNS}`);
  return written.map(toCommission);
}

/** Commissions on a first payment that turned out not to be the first of their account. */
export async function findDisplacedCommissions(db: Queryable, accountIds: readonly Uuid[]): Promise<PartnerCommission[]> {
  const rows = await db.query(sql<CommissionRow>`
    select ${COMMISSION_COLUMNS} from partner_commissions commission
    where commission.account_id = any(${accountIds}::uuid[]) and commission.event_type = 'invoice_payment'
      and commission.commission_recurrence = 'first_payment' and commission.status not in ('rejected', 'reversed')
      and not exists (select from partner_commissions refund where refund.invoice_id = commission.invoice_id
        and refund.partner_id = commission.partner_id and refund.event_type = 'refund')
      and commission.invoice_id <> (select first.invoice_id from partner_paid_invoices first
        where first.account_id = commission.account_id and first.total > 0 order by first.paid_at, first.invoice_id limit 1)
    order by commission.id`);
  return rows.map(toCommission);
}
