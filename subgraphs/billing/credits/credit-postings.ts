import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { LedgerAccount } from '../ledger/ledger-account.ts';
import type { LedgerPosting, PostingKind, PostingPlace } from '../ledger/ledger-posting.ts';
import type { CreditGrantKind } from './grant.query.ts';

/** What a movement did to one grant; amounts are exact decimals. */
export interface GrantPart {
  grantId: Uuid;
  kind: CreditGrantKind;
  amount: string;
}

/** How what was reserved of a grant ended: spent, given back, or lost because the grant had run out. */
export interface SettledPart extends Omit<GrantPart, 'amount'> {
  captured: string;
  released: string;
  lapsed: string;
}

/** Where a movement of an entity's credits is posted. */
export interface CreditPlace extends PostingPlace {
  organizationId: Uuid;
  entityId: Uuid;
}

/** Credits came in: paid for outside of the platform, or given. */
export function grantedPosting(place: CreditPlace, part: GrantPart): LedgerPosting {
  return { ...place, kind: 'credits.granted', debit: sourceOf(place, part), credit: credits(part), amount: part.amount };
}

/** Credits were set aside. */
export function reservedPostings(place: CreditPlace, parts: readonly GrantPart[]): LedgerPosting[] {
  return parts.map((part) => ({
    ...place,
    kind: 'credits.reserved',
    debit: credits(part),
    credit: reserved(part),
    amount: part.amount,
  }));
}

/** A reservation ended, or what it had been for was paid by credits after it had expired. */
export function settledPostings(place: CreditPlace, parts: readonly SettledPart[]): LedgerPosting[] {
  return parts.flatMap((part): LedgerPosting[] => [
    { ...place, kind: 'credits.captured', debit: reserved(part), credit: revenue(place), amount: part.captured },
    { ...place, kind: 'credits.released', debit: reserved(part), credit: credits(part), amount: part.released },
    { ...place, kind: 'credits.lapsed', debit: reserved(part), credit: lossOf(place, part), amount: part.lapsed },
  ]);
}

/** Credits were spent without having been set aside. */
export function spentPostings(place: CreditPlace, kind: PostingKind, parts: readonly GrantPart[]): LedgerPosting[] {
  return parts.map((part) => ({ ...place, kind, debit: credits(part), credit: revenue(place), amount: part.amount }));
}

/** What was spent of grants came back to them; what had run out meanwhile is lost at once. */
export function refundedPostings(place: CreditPlace, parts: readonly (GrantPart & { lapsed: string })[]): LedgerPosting[] {
  return parts.flatMap((part): LedgerPosting[] => [
    { ...place, kind: 'credits.capture_reversed', debit: revenue(place), credit: credits(part), amount: part.amount },
    { ...place, kind: 'credits.reversal_lapsed', debit: credits(part), credit: lossOf(place, part), amount: part.lapsed },
  ]);
}

/** Something that was bought on invoice was taken back before it was billed. */
export function unbilledRefundPosting(place: CreditPlace, amount: string): LedgerPosting {
  const unbilled: LedgerAccount = { account: 'unbilled', subjectId: place.entityId };
  return { ...place, kind: 'purchase.reversed', debit: revenue(place), credit: unbilled, amount };
}

/** Something that an invoice names was taken back: its price comes back as a new grant. */
export function grantedRefundPosting(place: CreditPlace, part: GrantPart): LedgerPosting {
  return { ...place, kind: 'purchase.reversed', debit: revenue(place), credit: credits(part), amount: part.amount };
}

/** Credits ran out; each grant is a cause of its own. */
export function expiredPostings(place: Omit<CreditPlace, 'causeId'>, parts: readonly GrantPart[]): LedgerPosting[] {
  return parts.map((part) => ({
    ...place,
    kind: 'credits.expired',
    causeId: part.grantId,
    debit: credits(part),
    credit: lossOf(place, part),
    amount: part.amount,
  }));
}

/** What was left of a grant was taken back. */
export function voidedPosting(place: CreditPlace, part: GrantPart): LedgerPosting {
  return { ...place, kind: 'credits.voided', debit: credits(part), credit: lossOf(place, part), amount: part.amount };
}

/** Something was bought on invoice. */
export function invoicedPosting(place: CreditPlace, amount: string): LedgerPosting {
  const unbilled: LedgerAccount = { account: 'unbilled', subjectId: place.entityId };
  return { ...place, kind: 'purchase.invoiced', debit: unbilled, credit: revenue(place), amount };
}

function credits({ grantId }: { grantId: Uuid }): LedgerAccount {
  return { account: 'credits', subjectId: grantId };
}

function reserved({ grantId }: { grantId: Uuid }): LedgerAccount {
  return { account: 'reserved_credits', subjectId: grantId };
}

function revenue({ entityId }: { entityId: Uuid }): LedgerAccount {
  return { account: 'revenue', subjectId: entityId };
}

function sourceOf({ entityId }: { entityId: Uuid }, { kind }: { kind: CreditGrantKind }): LedgerAccount {
  return { account: kind === 'purchased' ? 'external_payments' : 'promotions', subjectId: entityId };
}

// What was paid for and not used is income; what was only given costs nothing after all.
function lossOf({ entityId }: { entityId: Uuid }, { kind }: { kind: CreditGrantKind }): LedgerAccount {
  return { account: kind === 'purchased' ? 'breakage' : 'promotions', subjectId: entityId };
}
