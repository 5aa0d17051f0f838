import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { listPurchasedShipments } from './purchased-shipments.query.ts';
import { PurchasedShipmentsInput, PurchasedShipmentType } from './purchased-shipments.types.ts';

@Resolver()
export class PurchasedShipmentsResolver {
  @Inaccessible()
  @RequiresPermission('internal')
  @Query(() => [PurchasedShipmentType], { description: 'Bought shipments of a span of time in the order of their purchase.' })
  purchasedShipments(
    @Arg('input', () => PurchasedShipmentsInput, { description: 'Which ones.' }) input: PurchasedShipmentsInput,
    @Ctx() context: RequestContext,
  ): Promise<PurchasedShipmentType[]> {
    const limit = Math.min(Math.max(input.limit, 1), 1_000);
    return listPurchasedShipments(context.session, { ...input, after: input.after ?? null, limit });
  }
}
