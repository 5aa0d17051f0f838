import { AddonApplied, AddonReversed, CommissionEarned, CommissionReversed } from '../../../contracts/events/addon-events.ts';
import {
  PartnerCommissionApproved,
  PartnerCommissionReversed,
  PartnerPayoutCompleted,
  PartnerPayoutCreated,
  PartnerPayoutFailed,
} from '../../../contracts/events/partner-events.ts';
import type { EventConsumer, DeliveredEvent } from '../../../platform/events/consumer.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { eventData } from '../../../platform/events/new-event.ts';
import type { LedgerPosting } from './ledger-posting.ts';
import { reverseInLedger, type LedgerReversal } from './ledger-reversal.query.ts';
import { postOnceToLedger } from './ledger-write.query.ts';

/** What an event posts, or takes back. */
type Fact = Omit<LedgerPosting, 'organizationId' | 'entityId' | 'occurredAt'> | Omit<LedgerReversal, 'occurredAt'>;

/** What each kind of event means to the ledger. Amounts of reversals are negative: their sides change places. */
const FACTS: Record<string, (event: DeliveredEvent) => Fact> = {
  [AddonApplied.type]: (event) => addonFact(event, eventData(AddonApplied, event), 'addon.applied'),
  [AddonReversed.type]: (event) => addonFact(event, eventData(AddonReversed, event), 'addon.reversed'),
  [CommissionEarned.type]: (event) => commissionFact(event, eventData(CommissionEarned, event), 'commission.earned'),
  [CommissionReversed.type]: (event) => commissionFact(event, eventData(CommissionReversed, event), 'commission.reversed'),
  [PartnerCommissionApproved.type]: (event) => {
    const { commissionId: causeId, partnerId: subjectId, amount } = eventData(PartnerCommissionApproved, event);
    const debit = { account: 'partner_commissions', subjectId } as const;
    return signed({
      kind: 'partner_commission.approved',
      causeId,
      debit,
      credit: { account: 'partner_payable', subjectId },
      ...amount,
    });
  },
  // One that was never approved was never owed: there is nothing to take back.
  [PartnerCommissionReversed.type]: (event) => {
    const { commissionId: causeId } = eventData(PartnerCommissionReversed, event);
    return {
      reverses: { kind: 'partner_commission.approved', causeId },
      as: { kind: 'partner_commission.reversed', causeId },
    };
  },
  [PartnerPayoutCreated.type]: (event) => {
    const { payoutId: causeId, partnerId: subjectId, total } = eventData(PartnerPayoutCreated, event);
    const credit = { account: 'payouts_in_transit', subjectId } as const;
    return { kind: 'payout.created', causeId, debit: { account: 'partner_payable', subjectId }, credit, ...total };
  },
  [PartnerPayoutCompleted.type]: (event) => {
    const { payoutId: causeId, partnerId: subjectId, total } = eventData(PartnerPayoutCompleted, event);
    const debit = { account: 'payouts_in_transit', subjectId } as const;
    return { kind: 'payout.completed', causeId, debit, credit: { account: 'cash', subjectId }, ...total };
  },
  [PartnerPayoutFailed.type]: (event) => {
    const { payoutId: causeId } = eventData(PartnerPayoutFailed, event);
    return { reverses: { kind: 'payout.created', causeId }, as: { kind: 'payout.failed', causeId } };
  },
};

/** Posts what other subgraphs report of addons, commissions and partners, each fact once, however often it is told. */
export const postFactsConsumer: EventConsumer = {
  name: 'billing.post-facts',
  eventTypes: Object.keys(FACTS),
  consume: postFacts,
};

async function postFacts(transaction: Transaction, events: readonly DeliveredEvent[]): Promise<void> {
  const facts = events.map((event) => ({ fact: FACTS[event.type]!(event), event }));
  const postings = new Map<string, LedgerPosting>();
  for (const { fact, event } of facts)
    if ('kind' in fact) {
      const { organizationId, occurredAt } = event;
      postings.set(`${fact.kind} ${fact.causeId}`, { ...fact, organizationId, entityId: null, occurredAt });
    }
  await postOnceToLedger(transaction, [...postings.values()]);
  // What is taken back stands before it, in an earlier batch or this one.
  for (const { fact, event } of facts)
    if ('reverses' in fact) await reverseInLedger(transaction, { ...fact, occurredAt: event.occurredAt });
}

type Amount = { amount: string; currency: string };

function addonFact(
  { organizationId }: DeliveredEvent,
  data: { applicationId: string; addonId: string; amount: Amount },
  kind: 'addon.applied' | 'addon.reversed',
): Fact {
  return signed({
    kind,
    causeId: data.applicationId,
    debit: { account: 'revenue', subjectId: organizationId! },
    credit: { account: 'addon_revenue', subjectId: data.addonId },
    ...data.amount,
  });
}

function commissionFact(
  { tenantId }: DeliveredEvent,
  data: { commissionId: string; addonId: string; recipientOrganizationId: string | null; amount: Amount },
  kind: 'commission.earned' | 'commission.reversed',
): Fact {
  return signed({
    kind,
    causeId: data.commissionId,
    debit: { account: 'commissions', subjectId: data.addonId },
    // The platform, where no organization receives it.
    credit: { account: 'commission_payable', subjectId: data.recipientOrganizationId ?? tenantId },
    ...data.amount,
  });
}

function signed(fact: Exclude<Fact, { reverses: unknown }>): Fact {
  if (!fact.amount.startsWith('-')) return fact;
  return { ...fact, amount: fact.amount.slice(1), debit: fact.credit, credit: fact.debit };
}
