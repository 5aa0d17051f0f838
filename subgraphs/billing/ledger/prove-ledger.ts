import { BigNumber } from 'bignumber.js';
import { proveLog, type ChainProof, type ProofStep } from '../../../platform/chain/prove-log.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { requireWholeTenant } from '../caller-organization.ts';
import { sumLedger, type LedgerTotal } from './ledger-accounts.query.ts';
import { LEDGER_LOG } from './ledger-chain.query.ts';
import { findLedgerDifferences, type LedgerDifference } from './ledger-differences.query.ts';

const DIFFERENCES_LISTED = 100;

/** What a check of the ledger found. */
export interface LedgerProof {
  /** Whether nothing was found. */
  isIntact: boolean;
  /** Whether debits and credits are equal in every currency. */
  isBalanced: boolean;
  /** The trial balance. */
  totals: LedgerTotal[];
  /** Where the ledger and what it stands for disagree, the first hundred. */
  differences: LedgerDifference[];
  /** Its batches against their chain of seals, a step of it. */
  chain: ChainProof;
}

/** Compares the ledger with balances, grants, reservations and invoices, and recomputes its chain, `limit` batches a step. */
export async function proveLedger(context: RequestContext, step: ProofStep): Promise<LedgerProof> {
  const chain = { tenantId: requireWholeTenant(context).id, testMode: context.identity.testMode };
  const db = context.session;
  const totals = await sumLedger(db);
  const differences = await findLedgerDifferences(db, DIFFERENCES_LISTED);
  const proof = await proveLog({ db, log: LEDGER_LOG, chain }, step);
  const isBalanced = isTrialBalanced(totals);
  return {
    isIntact: isBalanced && differences.length === 0 && proof.differenceCount === 0,
    isBalanced,
    totals,
    differences,
    chain: proof,
  };
}

function isTrialBalanced(totals: readonly LedgerTotal[]): boolean {
  const sum = (rows: readonly LedgerTotal[], side: 'debits' | 'credits'): BigNumber =>
    rows.reduce((total, row) => total.plus(row[side]), new BigNumber(0));
  const byCurrency = Map.groupBy(totals, (total) => total.currency);
  return [...byCurrency.values()].every((rows) => sum(rows, 'debits').isEqualTo(sum(rows, 'credits')));
}
