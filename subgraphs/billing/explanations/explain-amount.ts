import { BigNumber } from 'bignumber.js';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { organizationInView } from '../caller-organization.ts';
import { findTransactionsOfCauses, type LedgerTransaction } from '../ledger/ledger-transactions.query.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { listUsageOfLines, type UsageEventRow } from '../usage/usage-events.query.ts';
import { chargeQuantities, type QuantityCharge } from './charge-quantities.ts';
import {
  explainInvoiceLine,
  explainOverage,
  explainReservation,
  explainSpend,
  explainUsageEvent,
  findUsageEvent,
  findUsageOfMonth,
  type ExplainedAmount,
} from './explained-amount.query.ts';

const MOST_EVENTS = 100;

/** What was taken of a grant. */
export interface GrantDraw {
  grantId: Uuid;
  amount: string;
}

/** Why an amount is what it is: tiers + adjustment − billed before. */
export interface AmountExplanation extends ExplainedAmount, QuantityCharge {
  publicId: string;
  draws: GrantDraw[];
  usageEvents: UsageEventRow[];
  transactions: LedgerTransaction[];
}

type Explain = (db: ScopedQueryable, id: Uuid) => Promise<ExplainedAmount | undefined>;
type FindUsage = (db: ScopedQueryable, explained: ExplainedAmount) => Promise<UsageEventRow[]>;

const noUsage: FindUsage = async () => [];

const EXPLAINED: Readonly<Record<string, { explain: Explain; findUsage: FindUsage }>> = {
  [ID_PREFIX.creditSpend]: { explain: explainSpend, findUsage: noUsage },
  [ID_PREFIX.creditReservation]: { explain: explainReservation, findUsage: noUsage },
  [ID_PREFIX.invoiceLine]: { explain: explainInvoiceLine, findUsage: usageOfLine },
  [ID_PREFIX.usageEvent]: { explain: explainUsageEvent, findUsage: (db, { id }) => findUsageEvent(db, id) },
  [ID_PREFIX.usageOverage]: { explain: explainOverage, findUsage: usageOfMonth },
};

/**
 * Leads from a charge to what it is made of: tiers, rate and version, the usage behind it, the grants it drew on, and its transactions in the ledger.
 * Throws NotFoundError for what the caller may not see.
 */
export async function explainAmount(context: RequestContext, publicId: string): Promise<AmountExplanation> {
  organizationInView(context, null);
  const prefix = publicId.slice(0, Math.max(0, publicId.lastIndexOf('_')));
  const explained = EXPLAINED[prefix];
  if (!explained)
    throw ValidationError.of('id', `What can be explained begins with ${Object.keys(EXPLAINED).join('_, ')}_.`, 'INVALID_ID');
  const db = context.session;
  const charge = await explained.explain(db, decodeId(prefix, publicId));
  if (!charge) throw new NotFoundError('The charge', 'id');
  const { tiers, adjustment, amount } = await chargeQuantities(db, charge.priced, charge.currency);
  const transactions = charge.causeId ? await findTransactionsOfCauses(db, [charge.causeId]) : [];
  return {
    ...charge,
    // Of a usage event that a rate card prices there is no amount but that of its month.
    amount: prefix === ID_PREFIX.usageEvent && charge.month ? amount.toFixed() : charge.amount,
    publicId,
    tiers,
    adjustment,
    draws: drawsOf(transactions),
    usageEvents: await explained.findUsage(db, charge),
    transactions,
  };
}

async function usageOfLine(db: ScopedQueryable, { id }: ExplainedAmount): Promise<UsageEventRow[]> {
  return (await listUsageOfLines(db, [id], { first: MOST_EVENTS })).get(id)!.rows;
}

async function usageOfMonth(db: ScopedQueryable, { entityId, month }: ExplainedAmount): Promise<UsageEventRow[]> {
  return month ? findUsageOfMonth(db, entityId, month, MOST_EVENTS) : [];
}

// What was spent of a grant, whether or not it had been set aside first.
function drawsOf(transactions: readonly LedgerTransaction[]): GrantDraw[] {
  const drawn = new Map<Uuid, BigNumber>();
  for (const { debitAccount, creditAccount, debitSubjectId, amount } of transactions)
    if (creditAccount === 'revenue' && (debitAccount === 'credits' || debitAccount === 'reserved_credits'))
      drawn.set(debitSubjectId, (drawn.get(debitSubjectId) ?? new BigNumber(0)).plus(amount));
  return [...drawn].map(([grantId, amount]) => ({ grantId, amount: amount.toFixed() }));
}
