import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { purchaseShipment } from './purchase-shipment.ts';
import { PurchaseShipmentInput, PurchaseShipmentPayload } from './purchases.types.ts';

/** Buying labels. */
@Resolver()
export class PurchasesResolver {
  @Cost(50)
  @Mutation(() => PurchaseShipmentPayload, {
    description:
      'Buys the label that a rate offers at the pinned price: reserves credits, buys, charges. Safe to repeat with the same key.',
  })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async purchaseShipment(
    @Arg('input', () => PurchaseShipmentInput, { description: 'What is bought, and who pays.' }) input: PurchaseShipmentInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<PurchaseShipmentPayload>> {
    const rateId = decodeId(ID_PREFIX.rate, input.rateId, 'rateId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
    const teamId = decodeOptionalId(ID_PREFIX.team, input.teamId, 'teamId');
    return { shipment: await purchaseShipment(context, { ...input, rateId, entityId, teamId }) };
  }
}
