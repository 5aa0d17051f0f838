import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ShipmentPayload } from '../shipments/shipment-changes.types.ts';
import { cancelShipment } from './cancel-shipment.ts';
import { CancelShipmentInput } from './cancellations.types.ts';

/** Taking labels back. */
@Resolver()
export class CancellationsResolver {
  @Cost(20)
  @Mutation(() => ShipmentPayload, {
    description:
      'Cancels a draft, or takes a label back that the carrier has not seen: credits, addons and commission go back. Safe to repeat.',
  })
  @RequiresPermission('manage_shipments')
  async cancelShipment(
    @Arg('input', () => CancelShipmentInput, { description: 'Which one.' }) input: CancelShipmentInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ShipmentPayload>> {
    return { shipment: await cancelShipment(context, decodeId(ID_PREFIX.shipment, input.shipmentId, 'shipmentId')) };
  }
}
