import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import type { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { Money } from '../../../platform/money/money.ts';
import type { AddonDifference } from './addon-differences.query.ts';
import { reconcileAddons } from './reconcile-addons.ts';
import { AddonReconciliationType, type AddonDifferenceType } from './reconciliation.types.ts';

@Resolver()
export class ReconciliationResolver {
  @RequiresPermission('manage_addons')
  @Query(() => AddonReconciliationType, {
    description:
      'Compares every bought shipment of a span of at most 92 days with the addons recorded on it, and answers the differences.',
  })
  async addonReconciliation(
    @Arg('from', () => DateTimeScalar, { description: 'Bought at this instant or later.' }) from: Date,
    @Arg('until', () => DateTimeScalar, {
      description: 'Bought before this instant; a purchase of the last seconds may still be on its way to be recorded.',
    })
    until: Date,
    @Ctx() context: RequestContext,
  ): Promise<AddonReconciliationType> {
    const reconciliation = await reconcileAddons(context, { from, until });
    return { ...reconciliation, differences: reconciliation.differences.map(toDifference) };
  }
}

function toDifference({ currency, expected, recorded, ...facts }: AddonDifference): AddonDifferenceType {
  const money = (amount: string | null): MoneyType | null => (amount && currency ? Money.of(amount, currency).toJSON() : null);
  return { ...facts, expected: money(expected), recorded: money(recorded) };
}
