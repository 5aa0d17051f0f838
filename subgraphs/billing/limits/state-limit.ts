import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { spendableAmount } from '../credits/credit-amount.ts';
import { DEFAULT_ALERT_LEVELS, type LimitPeriod, type LimitSubject } from './credit-limit.ts';
import { findLimitsOf } from './credit-limits.query.ts';
import { assertCurrencyOf, removeLimit, saveLimit } from './set-credit-limit.ts';

/** What a team or membership is to say of its limit: left out, nothing changes; null takes its limits away. */
export interface StatedLimit {
  creditLimit?: { amount: string; currency: string } | null | undefined;
  /** A month unless it is named. */
  creditLimitPeriod?: LimitPeriod | null | undefined;
}

/** Whether a change says something of a limit; if so, the balances of the organization are to be locked before anything else. */
export function statesLimit({ creditLimit }: StatedLimit): boolean {
  return creditLimit !== undefined;
}

/** Sets the limit of a subject as a change of it states. Call it under the locks of all balances of the organization. */
export async function stateLimit(
  context: RequestContext,
  transaction: Transaction,
  subject: LimitSubject & { teamEntityId: Uuid | null },
  { creditLimit, creditLimitPeriod }: StatedLimit,
): Promise<void> {
  const { teamEntityId, ...limited } = subject;
  if (creditLimit === undefined) return;
  if (creditLimit === null) {
    for (const limit of await findLimitsOf(transaction, [limited])) await removeLimit(context, transaction, limit);
    return;
  }
  const { amount, currency } = spendableAmount(creditLimit, 'creditLimit');
  await assertCurrencyOf(transaction, teamEntityId, currency, 'creditLimit');
  await saveLimit(context, transaction, {
    id: newId(),
    ...limited,
    currency,
    period: creditLimitPeriod ?? 'month',
    amount: amount.toFixed(),
    alertLevels: [...DEFAULT_ALERT_LEVELS],
    createdAt: context.clock.now(),
  });
}
