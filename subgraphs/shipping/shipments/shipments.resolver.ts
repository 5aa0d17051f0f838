import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { CarrierConnectionType } from '../connections/carrier-connections.types.ts';
import { loadCarrierConnection } from '../connections/connections.loaders.ts';
import { moneyOf } from '../money-fields.ts';
import { OrganizationStub } from '../organization-stub.types.ts';
import { loadTrackerOfShipment } from '../trackers/trackers.loaders.ts';
import { TrackerType } from '../trackers/trackers.types.ts';
import { loadLabelContent, loadLabelOfShipment, loadShipment } from './shipments.loaders.ts';
import { listShipments, SHIPMENT_ORDERS, type LabelRow, type ShipmentRow } from './shipments.query.ts';
import { LabelType, ShipmentConnection, ShipmentFilterInput, ShipmentSort, ShipmentType } from './shipments.types.ts';

/** Shipments and what hangs on them. */
@Resolver(() => ShipmentType)
export class ShipmentsResolver {
  @Query(() => ShipmentType, { nullable: true, description: 'One shipment; null when there is none of this id.' })
  @RequiresPermission('view_shipments')
  async shipment(
    @Arg('id', () => ID, { description: 'The shipment.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<ShipmentType | null> {
    return loadShipment(context, decodeId(ID_PREFIX.shipment, id));
  }

  @Query(() => ShipmentConnection, { description: 'The shipments of the caller’s organization.' })
  @RequiresPermission('view_shipments')
  async shipments(
    @Arg('filter', () => ShipmentFilterInput, { nullable: true, description: 'Which ones; all by default.' }) filter:
      | ShipmentFilterInput
      | undefined,
    @Arg('sort', () => ShipmentSort, { nullable: true, description: 'In which order; latest first by default.' }) sort:
      | ShipmentSort
      | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<ShipmentType>> {
    const order = SHIPMENT_ORDERS[sort ?? ShipmentSort.CREATED_AT_DESC];
    return toConnection(ShipmentConnection, await listShipments(context.session, filter ?? {}, order, page), (row) => row);
  }

  @FieldResolver(() => MoneyType, { description: 'What the carrier charged; addons are not in it.' })
  carrierCharge(@Root() shipment: ShipmentRow): MoneyType {
    return moneyOf(shipment.carrierCharge, shipment.currency);
  }

  @FieldResolver(() => CarrierConnectionType, { nullable: true, description: 'The connection it was bought through.' })
  async connection(@Root() shipment: ShipmentRow, @Ctx() context: RequestContext): Promise<CarrierConnectionType | null> {
    return loadCarrierConnection(context, shipment.connectionId);
  }

  @FieldResolver(() => TrackerType, { nullable: true, description: 'What is known of it on its way.' })
  async tracker(@Root() shipment: ShipmentRow, @Ctx() context: RequestContext): Promise<TrackerType | null> {
    return loadTrackerOfShipment(context, shipment.id);
  }

  @FieldResolver(() => LabelType, { nullable: true, description: 'Its label.' })
  async label(@Root() shipment: ShipmentRow, @Ctx() context: RequestContext): Promise<LabelType | null> {
    return loadLabelOfShipment(context, shipment.id);
  }

  @FieldResolver(() => OrganizationStub, { nullable: true, description: 'Whose shipment it is.' })
  organization(@Root() shipment: ShipmentRow): OrganizationStub {
    return { id: shipment.organizationId };
  }
}

/** Labels. */
@Resolver(() => LabelType)
export class LabelsResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The label itself, in Base64.' })
  async contentBase64(@Root() label: LabelRow, @Ctx() context: RequestContext): Promise<string | null> {
    const stored = await loadLabelContent(context, label.id);
    return stored?.content.toString('base64') ?? null;
  }
}
