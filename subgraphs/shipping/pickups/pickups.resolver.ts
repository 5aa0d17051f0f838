import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { CarrierConnectionType } from '../connections/carrier-connections.types.ts';
import { loadCarrierConnection } from '../connections/connections.loaders.ts';
import { moneyOf } from '../money-fields.ts';
import { ShipmentType } from '../shipments/shipments.types.ts';
import { cancelPickup } from './cancel-pickup.ts';
import { listPickups, PICKUP_ORDERS, type PickupRow } from './pickup.query.ts';
import { loadPickup, loadShipmentsOfPickup } from './pickups.loaders.ts';
import {
  CancelPickupInput,
  PickupConnection,
  PickupFilterInput,
  PickupPayload,
  PickupSort,
  PickupType,
  SchedulePickupInput,
} from './pickups.types.ts';
import { schedulePickup } from './schedule-pickup.ts';

/** Pickups and what they are for. */
@Resolver(() => PickupType)
export class PickupsResolver {
  @Query(() => PickupType, { nullable: true, description: 'One pickup; null when there is none of this id.' })
  @RequiresPermission('view_shipments')
  async pickup(
    @Arg('id', () => ID, { description: 'The pickup.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<PickupType | null> {
    return loadPickup(context, decodeId(ID_PREFIX.pickup, id));
  }

  @Query(() => PickupConnection, { description: 'The pickups of the caller’s organization.' })
  @RequiresPermission('view_shipments')
  async pickups(
    @Arg('filter', () => PickupFilterInput, { nullable: true, description: 'Which ones; all by default.' })
    filter: PickupFilterInput | undefined,
    @Arg('sort', () => PickupSort, { nullable: true, description: 'In which order; ordered last first by default.' })
    sort: PickupSort | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<PickupType>> {
    const connectionId = decodeOptionalId(ID_PREFIX.connection, filter?.connectionId, 'filter.connectionId');
    const shipmentId = decodeOptionalId(ID_PREFIX.shipment, filter?.shipmentId, 'filter.shipmentId');
    const order = PICKUP_ORDERS[sort ?? PickupSort.CREATED_AT_DESC];
    const found = await listPickups(context.session, { ...filter, connectionId, shipmentId }, order, page);
    return toConnection(PickupConnection, found, (row) => row);
  }

  @Mutation(() => PickupPayload, {
    description:
      'Has a carrier fetch parcels, once per idempotency key; each shipment waits for one pickup at most. A carrier that does not answer is asked again by itself.',
  })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async schedulePickup(
    @Arg('input', () => SchedulePickupInput, { description: 'What is to be fetched, and when.' }) input: SchedulePickupInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<PickupPayload>> {
    const connectionId = decodeId(ID_PREFIX.connection, input.connectionId, 'connectionId');
    const shipmentIds = input.shipmentIds.map((id, index) => decodeId(ID_PREFIX.shipment, id, `shipmentIds.${index}`));
    return { pickup: await schedulePickup(context, { ...input, connectionId, shipmentIds }) };
  }

  @Mutation(() => PickupPayload, {
    description: 'Takes a pickup back; its shipments may wait for another. One that is cancelled already stays as it is.',
  })
  @RequiresPermission('create_shipments')
  async cancelPickup(
    @Arg('input', () => CancelPickupInput, { description: 'Which one.' }) input: CancelPickupInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<PickupPayload>> {
    return { pickup: await cancelPickup(context, decodeId(ID_PREFIX.pickup, input.id)) };
  }

  @FieldResolver(() => MoneyType, { nullable: true, description: 'What the carrier takes for it; null when it takes nothing.' })
  charge(@Root() { charge, currency }: PickupRow): MoneyType | null {
    return charge === null ? null : moneyOf(charge, currency!);
  }

  @FieldResolver(() => CarrierConnectionType, { nullable: true, description: 'The connection by which the carrier was asked.' })
  async connection(@Root() pickup: PickupRow, @Ctx() context: RequestContext): Promise<CarrierConnectionType | null> {
    return loadCarrierConnection(context, pickup.connectionId);
  }

  @FieldResolver(() => [ShipmentType], { description: 'The shipments that it is for.' })
  async shipments(@Root() pickup: PickupRow, @Ctx() context: RequestContext): Promise<ShipmentType[]> {
    return loadShipmentsOfPickup(context, pickup.id);
  }
}
