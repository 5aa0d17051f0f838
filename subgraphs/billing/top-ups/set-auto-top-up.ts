import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { organizationInView } from '../caller-organization.ts';
import { payableAmount } from '../credits/credit-amount.ts';
import { lockBalance } from '../credits/credit-balance.query.ts';
import { readGrantingFacts } from '../credits/grant.query.ts';
import { JOB_NAMES } from '../job-names.ts';
import { lockPackage } from '../packages/credit-packages.query.ts';
import { providerOfToken } from '../payments/payment-providers.ts';
import { findAutoTopUps, saveAutoTopUp, type AutoTopUp } from './auto-top-ups.query.ts';

type Amount = { amount: string; currency: string };

/** On what terms a balance is to top itself up. */
export interface SetAutoTopUp {
  entityId: Uuid;
  packageId: Uuid;
  threshold: Amount;
  monthlyCeiling: Amount;
  paymentMethodToken: string;
  isEnabled: boolean;
}

/** Sets the terms on which an entity's balance tops itself up, in the place of those before; a pause ends by it. */
export async function setAutoTopUp(context: RequestContext, command: SetAutoTopUp): Promise<AutoTopUp> {
  const organizationId = organizationInView(context, null);
  const threshold = payableAmount(command.threshold, 'threshold');
  const ceiling = payableAmount(command.monthlyCeiling, 'monthlyCeiling');
  providerOfToken(command.paymentMethodToken, context.identity.testMode);
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalance(transaction, { entityId: command.entityId, organizationId });
    if (!owner) throw new NotFoundError('The entity', 'entityId');
    const offered = await lockPackage(transaction, command.packageId);
    if (!offered) throw new NotFoundError('The package', 'packageId');
    const { currency } = await readGrantingFacts(transaction, owner, '');
    if (currency !== offered.currency) throw new CurrencyMismatchError(currency, offered.currency, 'packageId');
    for (const [field, money] of [['threshold', threshold] as const, ['monthlyCeiling', ceiling] as const])
      if (money.currency !== offered.currency) throw new CurrencyMismatchError(offered.currency, money.currency, field);
    const [before] = await findAutoTopUps(transaction, [owner.entityId]);
    const terms: AutoTopUp = {
      ...owner,
      packageId: offered.id,
      threshold: threshold.amount.toFixed(),
      monthlyCeiling: ceiling.amount.toFixed(),
      paymentMethodToken: command.paymentMethodToken,
      isEnabled: command.isEnabled,
      pausedAt: null,
      updatedAt: context.clock.now(),
    };
    await saveAutoTopUp(transaction, terms);
    transaction.expectWork({ job: JOB_NAMES.topUpBalances, dueAt: terms.updatedAt, now: terms.updatedAt });
    transaction.audit({
      action: 'auto_top_up.set',
      resourceType: 'entity',
      resourceId: owner.entityId,
      organizationId: owner.organizationId,
      before: before ? factsOf(before) : null,
      after: factsOf(terms),
      ...auditFacts(context),
    });
    return terms;
  });
}

// How somebody pays is not for the log.
function factsOf({ packageId, threshold, monthlyCeiling, isEnabled }: AutoTopUp) {
  return { packageId, threshold, monthlyCeiling, isEnabled };
}
