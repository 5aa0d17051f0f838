import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { BalanceOwner } from '../credits/credit-balance.query.ts';
import { standingAfterFailure, type BillingStanding } from '../entities/billing-standing.ts';
import { readStandingFacts, type StandingFacts } from './failing-invoices.query.ts';

/**
 * The standing that an entity is due by what it owes and when its payments failed. A suspension that somebody decided (it
 * has no grace behind it) stays until somebody lifts it. Call it under the balance's lock.
 */
export async function reviewStanding(
  context: RequestContext,
  transaction: Transaction,
  owner: BalanceOwner,
): Promise<BillingStanding> {
  const facts = await readStandingFacts(transaction, owner);
  return isDecided(facts)
    ? { status: facts.status, graceEndsAt: facts.graceEndsAt }
    : standingAfterFailure(facts.firstFailureAt, context.clock.now());
}

function isDecided(facts: StandingFacts): boolean {
  return facts.status === 'suspended' && facts.graceEndsAt === null;
}
