import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { CarrierConnectionType } from '../connections/carrier-connections.types.ts';
import { encodeKeyedAddress } from '../keyed-address.ts';
import type { CarrierWebhookRow } from './carrier-webhook.query.ts';
import { loadWebhookOfConnection } from './carrier-webhooks.loaders.ts';
import {
  CarrierWebhookDeliveryConnection,
  CarrierWebhookDeliveryFilterInput,
  CarrierWebhookDeliverySort,
  CarrierWebhookInput,
  CarrierWebhookPayload,
  CarrierWebhookType,
  DeleteCarrierWebhookInput,
  DeleteCarrierWebhookPayload,
  ReceiveCarrierWebhookInput,
  ReceiveCarrierWebhookPayload,
  type CarrierWebhookDeliveryType,
} from './carrier-webhooks.types.ts';
import { createCarrierWebhook, deleteCarrierWebhook, rotateCarrierWebhookSecret } from './keep-carrier-webhook.ts';
import { receiveCarrierWebhook } from './receive-carrier-webhook.ts';
import { DELIVERY_ORDERS, listDeliveries } from './webhook-deliveries.query.ts';

const connectionOf = (id: string): Uuid => decodeId(ID_PREFIX.connection, id, 'connectionId');

/** What carriers tell by themselves, and where. */
@Resolver(() => CarrierWebhookType)
export class CarrierWebhooksResolver {
  @Query(() => CarrierWebhookDeliveryConnection, {
    description: 'What carriers told by themselves: of the organization’s own connections; of all of the tenant’s for its staff.',
  })
  @RequiresPermission('manage_carriers', 'view_webhooks')
  async carrierWebhookDeliveries(
    @Arg('filter', () => CarrierWebhookDeliveryFilterInput, { nullable: true, description: 'Which ones; all by default.' })
    filter: CarrierWebhookDeliveryFilterInput | undefined,
    @Arg('sort', () => CarrierWebhookDeliverySort, { nullable: true, description: 'In which order; latest first by default.' })
    sort: CarrierWebhookDeliverySort | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CarrierWebhookDeliveryType>> {
    const connectionId = decodeOptionalId(ID_PREFIX.connection, filter?.connectionId, 'filter.connectionId');
    const order = DELIVERY_ORDERS[sort ?? CarrierWebhookDeliverySort.RECEIVED_AT_DESC];
    const found = await listDeliveries(context.session, { ...filter, connectionId }, order, page);
    return toConnection(CarrierWebhookDeliveryConnection, found, (row) => row);
  }

  @Mutation(() => CarrierWebhookPayload, {
    description:
      'Opens an address to which the carrier of a connection tells of parcels by itself: the organization’s own, for staff who name none the tenant’s.',
  })
  @RequiresPermission('manage_carriers')
  createCarrierWebhook(
    @Arg('input', () => CarrierWebhookInput, { description: 'Of which connection.' }) input: CarrierWebhookInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<CarrierWebhookPayload>> {
    return createCarrierWebhook(context, { ...input, connectionId: connectionOf(input.connectionId) });
  }

  @Mutation(() => CarrierWebhookPayload, {
    description: 'Gives the webhook of a connection another secret; the one before is good for another day.',
  })
  @RequiresPermission('manage_carriers')
  rotateCarrierWebhookSecret(
    @Arg('input', () => CarrierWebhookInput, { description: 'Of which connection.' }) input: CarrierWebhookInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<CarrierWebhookPayload>> {
    return rotateCarrierWebhookSecret(context, { ...input, connectionId: connectionOf(input.connectionId) });
  }

  @Mutation(() => DeleteCarrierWebhookPayload, {
    description: 'Closes the webhook of a connection; its address leads nowhere any more.',
  })
  @RequiresPermission('manage_carriers')
  async deleteCarrierWebhook(
    @Arg('input', () => DeleteCarrierWebhookInput, { description: 'Of which connection.' }) input: DeleteCarrierWebhookInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<DeleteCarrierWebhookPayload>> {
    return { connectionId: await deleteCarrierWebhook(context, connectionOf(input.connectionId)) };
  }

  @Inaccessible()
  @RequiresPermission('internal')
  @Mutation(() => ReceiveCarrierWebhookPayload, { description: 'Takes what came to the address of a webhook.' })
  async receiveCarrierWebhook(
    @Arg('input', () => ReceiveCarrierWebhookInput, { description: 'What came.' }) input: ReceiveCarrierWebhookInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ReceiveCarrierWebhookPayload>> {
    const { token, headers, bodyBase64 } = input;
    const body = Buffer.from(bodyBase64, 'base64');
    return { isNew: await receiveCarrierWebhook(context, { token, headers: headers as Record<string, string>, body }) };
  }

  @FieldResolver(() => String, {
    description: 'The address to give to the carrier, relative to the host that was asked. Nobody else is to know it.',
  })
  url(@Root() { id, testMode, key }: CarrierWebhookRow, @Ctx() context: RequestContext): string {
    return `/carrier-webhooks/${encodeKeyedAddress({ tenantId: requireTenant(context).id, testMode, id, key })}`;
  }
}

/** Webhooks of connections. */
@Resolver(() => CarrierConnectionType)
export class ConnectionWebhookResolver {
  @RequiresPermission('manage_carriers')
  @FieldResolver(() => CarrierWebhookType, {
    nullable: true,
    description:
      'Where its carrier tells of parcels by itself; null where it does not, and for a system connection to all but staff.',
  })
  async webhook(@Root() connection: { id: Uuid }, @Ctx() context: RequestContext): Promise<CarrierWebhookType | null> {
    return loadWebhookOfConnection(context, connection.id);
  }
}
