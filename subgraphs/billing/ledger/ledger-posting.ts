import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { LedgerAccount } from './ledger-account.ts';

/** What can be posted, as `what.happened`; with the cause it names a fact that is posted once. */
export type PostingKind =
  | 'credits.granted'
  | 'credits.purchased'
  | 'credits.spent'
  | 'credits.transferred'
  | 'credits.arrived'
  | 'credits.voided'
  | 'credits.refunded'
  | 'credits.reserved'
  | 'credits.captured'
  | 'credits.capture_reversed'
  | 'credits.reversal_lapsed'
  | 'credits.released'
  | 'credits.lapsed'
  | 'credits.expired'
  | 'purchase.invoiced'
  | 'purchase.reversed'
  | 'invoice.issued'
  | 'invoice.voided'
  | 'payment.succeeded'
  | 'addon.applied'
  | 'addon.reversed'
  | 'commission.earned'
  | 'commission.reversed'
  | 'partner_commission.approved'
  | 'partner_commission.reversed'
  | 'payout.created'
  | 'payout.completed'
  | 'payout.failed';

/** An amount that goes from the account it is credited to, to the one it is debited to; the amount is an exact decimal. */
export interface LedgerPosting {
  kind: PostingKind;
  causeId: Uuid;
  organizationId: Uuid | null;
  entityId: Uuid | null;
  debit: LedgerAccount;
  credit: LedgerAccount;
  amount: string;
  currency: string;
  occurredAt: Date;
}

/** Whose books a posting of an entity is in, and when it happened. */
export type PostingPlace = Pick<LedgerPosting, 'causeId' | 'organizationId' | 'entityId' | 'currency' | 'occurredAt'>;

/** What a posting is of: amounts of zero are none. */
export function isPosted(posting: LedgerPosting): boolean {
  return !/^-?0*(\.0*)?$/.test(posting.amount);
}
