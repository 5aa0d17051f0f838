import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Authenticated, Requires, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { creditsAfterPurchase, payerOf, type RateReference } from './credits-after-purchase.ts';
import { RateStub } from './rate-payer.types.ts';

/** What billing adds to a rate. */
@Resolver(() => RateStub)
export class RatePayerResolver {
  @Requires('totalCharge { amount currency } payerEntityId')
  // The total asks for a known caller, and composition wants whoever requires it to ask for the same.
  @Authenticated()
  @RequiresPermission('create_shipments', 'manage_shipments', 'view_billing', 'manage_billing')
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description:
      'Credits left after buying this rate: what the paying entity can spend now, minus the total charge. Below zero it shows how much is missing. Null when no entity can pay: none is known, it is suspended, or it has another currency.',
  })
  async creditsAfterPurchase(@Root() rate: RateReference, @Ctx() context: RequestContext): Promise<MoneyType | null> {
    return (await creditsAfterPurchase(context, rate))?.toJSON() ?? null;
  }

  @Requires('payerEntityId')
  @Authenticated()
  @FieldResolver(() => EntityType, {
    nullable: true,
    description: 'The entity that pays for this rate; null when none is known.',
  })
  payer(@Root() rate: RateReference, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return payerOf(context, rate);
  }
}

/** A rate with what its owners said about it. */
export function resolveRateReference(reference: RateReference): RateReference {
  return { id: reference.id, totalCharge: reference.totalCharge ?? null, payerEntityId: reference.payerEntityId ?? null };
}
