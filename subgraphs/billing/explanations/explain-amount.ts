import { BigNumber } from 'bignumber.js';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { organizationInView } from '../caller-organization.ts';
import { findTransactionsOfCauses, type LedgerTransaction } from '../ledger/ledger-transactions.query.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { listUsageOfLines, type UsageEventRow } from '../usage/usage-events.query.ts';
import { explainInvoiceLine, explainReservation, explainSpend, type ExplainedAmount } from './explained-amount.query.ts';

const MOST_EVENTS = 100;

/** What was taken of a grant. */
export interface GrantDraw {
  grantId: Uuid;
  amount: string;
}

/** Why an amount is what it is. */
export interface AmountExplanation extends ExplainedAmount {
  publicId: string;
  draws: GrantDraw[];
  usageEvents: UsageEventRow[];
  transactions: LedgerTransaction[];
}

type Explain = (db: ScopedQueryable, id: Uuid) => Promise<ExplainedAmount | undefined>;

const EXPLAINED: Readonly<Record<string, Explain>> = {
  [ID_PREFIX.creditSpend]: explainSpend,
  [ID_PREFIX.creditReservation]: explainReservation,
  [ID_PREFIX.invoiceLine]: explainInvoiceLine,
};

/**
 * Leads from a charge to what it is made of: the rate and the usage behind it, the grants it drew on, and its transactions in the ledger.
 * Throws NotFoundError for what the caller may not see.
 */
export async function explainAmount(context: RequestContext, publicId: string): Promise<AmountExplanation> {
  organizationInView(context, null);
  const prefix = publicId.slice(0, Math.max(0, publicId.lastIndexOf('_')));
  const explain = EXPLAINED[prefix];
  if (!explain)
    throw ValidationError.of('id', `What can be explained begins with ${Object.keys(EXPLAINED).join('_, ')}_.`, 'INVALID_ID');
  const db = context.session;
  const explained = await explain(db, decodeId(prefix, publicId));
  if (!explained) throw new NotFoundError('The charge', 'id');
  const transactions = await findTransactionsOfCauses(db, [explained.causeId]);
  const isLine = prefix === ID_PREFIX.invoiceLine;
  return {
    ...explained,
    publicId,
    draws: drawsOf(transactions),
    usageEvents: isLine ? await eventsOfLine(db, explained.id) : [],
    transactions,
  };
}

async function eventsOfLine(db: ScopedQueryable, lineId: Uuid): Promise<UsageEventRow[]> {
  return (await listUsageOfLines(db, [lineId], { first: MOST_EVENTS })).get(lineId)!.rows;
}

// What was spent of a grant, whether or not it had been set aside first.
function drawsOf(transactions: readonly LedgerTransaction[]): GrantDraw[] {
  const drawn = new Map<Uuid, BigNumber>();
  for (const { debitAccount, creditAccount, debitSubjectId, amount } of transactions)
    if (creditAccount === 'revenue' && (debitAccount === 'credits' || debitAccount === 'reserved_credits'))
      drawn.set(debitSubjectId, (drawn.get(debitSubjectId) ?? new BigNumber(0)).plus(amount));
  return [...drawn].map(([grantId, amount]) => ({ grantId, amount: amount.toFixed() }));
}
