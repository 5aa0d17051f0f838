import { InvoicePaid } from '../../../contracts/events/invoice-events.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { DeliveredEvent, EventConsumer } from '../../../platform/events/consumer.ts';
import { eventData, followingEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { decimal, Money } from '../../../platform/money/money.ts';
import type { CommissionRuleColumns } from '../partners/commission-rule.ts';
import { findPastRules } from '../partners/past-rules.query.ts';
import { APPROVE_HELD_COMMISSIONS } from './approve-held-commissions.ts';
import { COMMISSION_EVENTS, commissionAudit, commissionEventFacts } from './commission-records.ts';
import { commissionOfInvoice, type SkipReason } from './commission-of-invoice.ts';
import {
  findAccountsOfInvoices,
  findDisplacedCommissions,
  findFirstInvoices,
  insertCommissions,
  recordPaidInvoices,
  recordSkippedInvoices,
  type AccountOfInvoice,
  type EarnedCommission,
  type PaidInvoice,
} from './earned-commissions.query.ts';
import { takeBackCommissions } from './take-back-commissions.ts';

const NAME = 'partners.earn-commissions';
const DAY_MS = 86_400_000;

type InvoiceOfPartner = PaidInvoice & AccountOfInvoice;

/** Makes one commission of every paid invoice of an organization that had a partner when it paid, whatever the order of the events. */
export const earnCommissionsConsumer: EventConsumer = {
  name: NAME,
  eventTypes: [InvoicePaid.type],
  async consume(transaction, events, clock) {
    const eventOf = new Map(events.map((event) => [toInvoice(event).invoiceId, event]));
    const invoices = await freshInvoices(transaction, [...eventOf.values()].map(toInvoice), clock.now());
    if (invoices.length === 0) return;
    await earn(transaction, invoices, eventOf, clock.now());
    await takeBackDisplaced(transaction, invoices, eventOf, clock.now());
  },
};

function toInvoice(event: DeliveredEvent): PaidInvoice {
  const { invoiceId, number, organizationId, total, paidAt } = eventData(InvoicePaid, event);
  return {
    invoiceId,
    invoiceNumber: number,
    organizationId,
    total: Money.of(decimal(total.amount), total.currency),
    paidAt: new Date(paidAt),
  };
}

async function freshInvoices(transaction: Transaction, paid: readonly PaidInvoice[], now: Date): Promise<InvoiceOfPartner[]> {
  const accounts = await findAccountsOfInvoices(transaction, paid);
  const ofPartners = paid.flatMap((invoice) => {
    const account = accounts.get(invoice.invoiceId);
    return account ? [{ ...invoice, ...account }] : [];
  });
  if (ofPartners.length === 0) return [];
  const fresh = await recordPaidInvoices(transaction, ofPartners, now);
  return ofPartners.filter(({ invoiceId }) => fresh.has(invoiceId));
}

async function earn(
  transaction: Transaction,
  invoices: readonly InvoiceOfPartner[],
  eventOf: ReadonlyMap<Uuid, DeliveredEvent>,
  now: Date,
): Promise<void> {
  const firstInvoices = await findFirstInvoices(transaction, accountsOf(invoices));
  const ruleAt = await rulesOf(transaction, invoices);
  const earned: EarnedCommission[] = [];
  const skipped: { invoiceId: Uuid; partnerId: Uuid; skipReason: SkipReason }[] = [];
  for (const invoice of invoices) {
    const { invoiceId, partner, accountId } = invoice;
    const rule = ruleAt(invoice);
    const isFirstPayment = firstInvoices.get(accountId) === invoiceId;
    const outcome = commissionOfInvoice({ ...invoice, isFirstPayment }, { ...rule, currency: partner.currency });
    if ('skipReason' in outcome) {
      skipped.push({ invoiceId, partnerId: partner.id, skipReason: outcome.skipReason });
    } else {
      const heldUntil = new Date(invoice.paidAt.getTime() + partner.holdingPeriodDays * DAY_MS);
      earned.push({ invoice, rule, amount: outcome.amount, heldUntil, isApproved: heldUntil <= now });
    }
  }
  if (skipped.length > 0) await recordSkippedInvoices(transaction, skipped);
  if (earned.length === 0) return;
  for (const commission of await insertCommissions(transaction, earned, now)) {
    const cause = eventOf.get(commission.invoiceId)!;
    const facts = commissionEventFacts(commission);
    transaction.publish(followingEvent(cause, COMMISSION_EVENTS.created, facts));
    if (commission.status === 'pending')
      transaction.expectWork({ job: APPROVE_HELD_COMMISSIONS, dueAt: commission.heldUntil, now });
    if (commission.status === 'approved') transaction.publish(followingEvent(cause, COMMISSION_EVENTS.approved, facts));
    transaction.audit({ ...commissionAudit('created', commission), actor: `system/${NAME}`, occurredAt: now });
  }
}

// A changed rule counts for invoices paid from then on, also when an earlier payment is heard of after the change.
async function rulesOf(
  transaction: Transaction,
  invoices: readonly InvoiceOfPartner[],
): Promise<(invoice: InvoiceOfPartner) => CommissionRuleColumns> {
  const partnerIds = [...new Set(invoices.map(({ partner }) => partner.id))];
  const earliest = new Date(Math.min(...invoices.map(({ paidAt }) => paidAt.getTime())));
  const pastRules = Map.groupBy(await findPastRules(transaction, partnerIds, earliest), ({ partnerId }) => partnerId);
  return ({ partner, paidAt }) => pastRules.get(partner.id)?.find(({ validUntil }) => validUntil > paidAt) ?? partner;
}

// Events of different invoices come in any order: a commission on what looked like the first payment goes back when an
// earlier payment becomes known.
async function takeBackDisplaced(
  transaction: Transaction,
  invoices: readonly InvoiceOfPartner[],
  eventOf: ReadonlyMap<Uuid, DeliveredEvent>,
  now: Date,
): Promise<void> {
  const displaced = await findDisplacedCommissions(transaction, accountsOf(invoices));
  if (displaced.length === 0) return;
  const takenBack = await takeBackCommissions(transaction, {
    ids: displaced.map(({ id }) => id),
    reason: 'An earlier payment of the account became known; the commission is on that one.',
    now,
    auditor: { actor: `system/${NAME}` },
  });
  const causeOfAccount = new Map(invoices.map(({ accountId, invoiceId }) => [accountId, eventOf.get(invoiceId)!]));
  for (const { commission } of takenBack) {
    const cause = causeOfAccount.get(commission.accountId)!;
    transaction.publish(followingEvent(cause, COMMISSION_EVENTS.reversed, commissionEventFacts(commission)));
  }
  await recordSkippedInvoices(
    transaction,
    takenBack.map(({ commission }) => ({
      invoiceId: commission.invoiceId,
      partnerId: commission.partnerId,
      skipReason: 'not_first_payment',
    })),
  );
}

function accountsOf(invoices: readonly InvoiceOfPartner[]): Uuid[] {
  return [...new Set(invoices.map(({ accountId }) => accountId))];
}
