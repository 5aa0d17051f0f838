import type { Uuid } from '../../../platform/ids/public-id.ts';

/** The side on which an account grows. */
export type NormalSide = 'debit' | 'credit';

/**
 * The kinds of accounts and the side on which each grows. An account is a kind and the one whose it is (its subject): the grant for
 * credits, the addon, partner or recipient where it is about those, else the entity.
 */
export const LEDGER_ACCOUNTS = {
  cash: 'debit',
  external_payments: 'debit',
  receivables: 'debit',
  unbilled: 'debit',
  credits: 'credit',
  reserved_credits: 'credit',
  transfers: 'credit',
  commission_payable: 'credit',
  partner_payable: 'credit',
  payouts_in_transit: 'credit',
  revenue: 'credit',
  addon_revenue: 'credit',
  breakage: 'credit',
  rounding: 'credit',
  promotions: 'debit',
  commissions: 'debit',
  partner_commissions: 'debit',
} as const satisfies Record<string, NormalSide>;

/** A kind of account. */
export type LedgerAccountKind = keyof typeof LEDGER_ACCOUNTS;

/** An account of the ledger. */
export interface LedgerAccount {
  account: LedgerAccountKind;
  subjectId: Uuid;
}
