import { BigNumber } from 'bignumber.js';
import type { LedgerAccount, LedgerAccountKind } from '../ledger/ledger-account.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import type { PaymentRow } from '../payments/payment.query.ts';
import type { IssuedLine } from './invoice-line.query.ts';
import type { InvoiceRow } from './invoice.query.ts';

/**
 * An invoice was issued: its entity owes what it comes to. Usage is sold with it, and what was taken back is given back; what was shipped on invoice was sold when it was bought, and what
 * its line was rounded by stays visible.
 */
export function issuedPostings(invoice: InvoiceRow, lines: readonly IssuedLine[]): LedgerPosting[] {
  const { organizationId, entityId, currency } = invoice;
  const place = { kind: 'invoice.issued' as const, causeId: invoice.id, organizationId, entityId, currency };
  const account = (kind: LedgerAccountKind): LedgerAccount => ({ account: kind, subjectId: entityId });
  const post = (debit: LedgerAccountKind, credit: LedgerAccountKind, amount: BigNumber): LedgerPosting[] =>
    amount.isGreaterThan(0)
      ? [{ ...place, debit: account(debit), credit: account(credit), amount: amount.toFixed(), occurredAt: invoice.finalizedAt! }]
      : [];
  return lines.flatMap((line) => {
    const amount = new BigNumber(line.amount);
    if (line.kind !== 'shipping')
      return [...post('receivables', 'revenue', amount), ...post('revenue', 'receivables', amount.negated())];
    const bought = new BigNumber(line.bought);
    return [
      ...post('receivables', 'unbilled', BigNumber.min(amount, bought)),
      ...post('receivables', 'rounding', amount.minus(bought)),
      ...post('rounding', 'unbilled', bought.minus(amount)),
    ];
  });
}

/** A payment came in: what was owed is there. */
export function paidPosting(payment: PaymentRow): LedgerPosting {
  const { id, organizationId, entityId, amount, currency, settledAt } = payment;
  return {
    kind: 'payment.succeeded',
    causeId: id,
    organizationId,
    entityId,
    debit: { account: 'cash', subjectId: entityId },
    credit: { account: 'receivables', subjectId: entityId },
    amount,
    currency,
    occurredAt: settledAt!,
  };
}
