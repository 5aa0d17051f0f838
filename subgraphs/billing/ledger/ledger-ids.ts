import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { decodeId, encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { LedgerAccountKind } from './ledger-account.ts';

type IdKind = keyof typeof ID_PREFIX;

/** What a posting of each kind is caused by, by the first part of the kind; credits by more than one. */
const CAUSES: Readonly<Record<string, IdKind>> = {
  'credits.granted': 'creditGrant',
  'credits.opened': 'creditGrant',
  'credits.expired': 'creditGrant',
  'credits.voided': 'creditVoid',
  'credits.arrived': 'creditGrant',
  'credits.purchased': 'creditPurchase',
  'credits.refunded': 'creditPurchase',
  'credits.spent': 'creditSpend',
  'credits.transferred': 'creditTransfer',
  credits: 'creditReservation',
  purchase: 'creditReservation',
  invoice: 'invoice',
  payment: 'payment',
  addon: 'addonApplication',
  commission: 'commission',
  partner_commission: 'partnerCommission',
  payout: 'partnerPayout',
};

/** Whose the accounts of each kind are. */
const SUBJECTS: Readonly<Record<LedgerAccountKind, IdKind>> = {
  cash: 'entity',
  external_payments: 'entity',
  receivables: 'entity',
  unbilled: 'entity',
  credits: 'creditGrant',
  reserved_credits: 'creditGrant',
  transfers: 'entity',
  commission_payable: 'organization',
  partner_payable: 'partner',
  payouts_in_transit: 'partner',
  revenue: 'entity',
  addon_revenue: 'addon',
  breakage: 'entity',
  rounding: 'entity',
  promotions: 'entity',
  commissions: 'addon',
  partner_commissions: 'partner',
};

/** Something that a transaction is about, as clients see it. */
export interface Reference {
  /** Snake case, e.g. `credit_grant`. */
  type: string;
  id: string;
}

/** What caused a posting. */
export function causeOf(kind: string, causeId: Uuid): Reference {
  return reference(CAUSES[kind] ?? CAUSES[kind.split('.')[0]!]!, causeId);
}

/** Whose an account is: without an entity, sales are an organization's, cash a partner's, and what nobody else receives the platform's. */
export function subjectOf(
  side: { account: LedgerAccountKind; subjectId: Uuid; entityId: Uuid | null },
  tenantId: Uuid,
): Reference {
  const { account, subjectId, entityId } = side;
  if (subjectId === tenantId) return reference('tenant', subjectId);
  if (entityId === null && account === 'revenue') return reference('organization', subjectId);
  if (entityId === null && account === 'cash') return reference('partner', subjectId);
  return reference(SUBJECTS[account], subjectId);
}

function reference(kind: IdKind, id: Uuid): Reference {
  const type = kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { type, id: encodeId(ID_PREFIX[kind], id) };
}

const CAUSE_PREFIXES = new Set(Object.values(CAUSES).map((kind) => ID_PREFIX[kind]));
const SUBJECT_PREFIXES = new Set([
  ...Object.values(SUBJECTS).map((kind) => ID_PREFIX[kind]),
  ID_PREFIX.organization,
  ID_PREFIX.tenant,
]);

/** Reads the id of a cause, of whatever kind. */
export function decodeCauseId(id: string | null | undefined, field: string): Uuid | undefined {
  return decodeAnyId(id, CAUSE_PREFIXES, field);
}

/** Reads the id of an account's subject, of whatever kind. */
export function decodeSubjectId(id: string | null | undefined, field: string): Uuid | undefined {
  return decodeAnyId(id, SUBJECT_PREFIXES, field);
}

function decodeAnyId(id: string | null | undefined, prefixes: ReadonlySet<string>, field: string): Uuid | undefined {
  if (id === null || id === undefined) return undefined;
  const prefix = id.slice(0, Math.max(0, id.lastIndexOf('_')));
  if (prefixes.has(prefix)) return decodeId(prefix, id, field);
  throw ValidationError.of(
    field,
    `"${id.slice(0, 60)}" is not a valid id; ids here begin with ${[...prefixes].join('_, ')}_.`,
    'INVALID_ID',
  );
}
