import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { decodeConnectionIds } from '../quotes/decode-connection-ids.ts';
import { RequestQuotesPayload } from '../quotes/quotes.types.ts';
import { ShipmentPayload } from '../shipments/shipment-changes.types.ts';
import { createReturnShipment, duplicateShipment } from './copy-shipment.ts';
import { createShipment } from './create-shipment.ts';
import {
  CreateReturnShipmentInput,
  CreateShipmentInput,
  DuplicateShipmentInput,
  QuoteShipmentInput,
  UpdateShipmentInput,
} from './drafts.types.ts';
import { quoteShipment } from './quote-shipment.ts';
import { updateShipment } from './update-shipment.ts';

const shipmentOf = (input: { shipmentId: string }): string => decodeId(ID_PREFIX.shipment, input.shipmentId, 'shipmentId');

/** Shipments before they are bought. */
@Resolver()
export class DraftsResolver {
  @Mutation(() => ShipmentPayload, {
    description: 'Prepares a shipment as a draft: it can be changed, quoted (`quoteShipment`), bought or cancelled.',
  })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async createShipment(
    @Arg('input', () => CreateShipmentInput, { description: 'What is to be sent.' }) input: CreateShipmentInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ShipmentPayload>> {
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
    return { shipment: await createShipment(context, { ...input, entityId }) };
  }

  @Mutation(() => ShipmentPayload, {
    description: 'Changes the caller’s own marks on a shipment, and addresses, parcels and payer of a draft.',
  })
  @RequiresPermission('create_shipments')
  async updateShipment(
    @Arg('input', () => UpdateShipmentInput, { description: 'The changes.' }) input: UpdateShipmentInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ShipmentPayload>> {
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
    return { shipment: await updateShipment(context, { ...input, shipmentId: shipmentOf(input), entityId }) };
  }

  @Mutation(() => ShipmentPayload, { description: 'Prepares the same shipment once more, as a draft.' })
  @RequiresPermission('create_shipments')
  async duplicateShipment(
    @Arg('input', () => DuplicateShipmentInput, { description: 'Which one.' }) input: DuplicateShipmentInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ShipmentPayload>> {
    return { shipment: await duplicateShipment(context, shipmentOf(input)) };
  }

  @Mutation(() => ShipmentPayload, { description: 'Prepares the way back of a shipment, as a draft.' })
  @RequiresPermission('create_shipments')
  async createReturnShipment(
    @Arg('input', () => CreateReturnShipmentInput, { description: 'Which one.' }) input: CreateReturnShipmentInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ShipmentPayload>> {
    return { shipment: await createReturnShipment(context, shipmentOf(input)) };
  }

  @Cost(50)
  @Mutation(() => RequestQuotesPayload, { description: 'Asks the carriers for the rates of a draft; buying one buys the draft.' })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async quoteShipment(
    @Arg('input', () => QuoteShipmentInput, { description: 'Which draft.' }) input: QuoteShipmentInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<RequestQuotesPayload>> {
    const connectionIds = decodeConnectionIds(input.connectionIds);
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
    return { quote: await quoteShipment(context, { ...input, shipmentId: shipmentOf(input), connectionIds, entityId }) };
  }
}
