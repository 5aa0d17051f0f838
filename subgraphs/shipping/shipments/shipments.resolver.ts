import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { ListSize, RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { CarrierConnectionType } from '../connections/carrier-connections.types.ts';
import { loadCarrierConnection } from '../connections/connections.loaders.ts';
import { loadFile } from '../files/files.loaders.ts';
import { FileType } from '../files/files.types.ts';
import { readFile } from '../files/read-file.ts';
import { moneyOf } from '../money-fields.ts';
import { OrganizationStub } from '../organization-stub.types.ts';
import { ParcelType } from '../parcels/parcel.types.ts';
import { loadTrackersOfShipment } from '../trackers/trackers.loaders.ts';
import { TrackerType } from '../trackers/trackers.types.ts';
import { changeShipmentStatus } from './change-shipment-status.ts';
import { ShipmentPayload } from './shipment-changes.types.ts';
import type { LabelRow } from './labels.query.ts';
import { shippedParcels, type ShippedParcel } from './shipped-parcels.ts';
import { loadLabelsOfShipment, loadShipment } from './shipments.loaders.ts';
import { listShipments, SHIPMENT_ORDERS, type ShipmentRow } from './shipments.query.ts';
import {
  ChangeShipmentStatusInput,
  LabelType,
  ShipmentConnection,
  ShipmentFilterInput,
  ShipmentSort,
  ShipmentType,
} from './shipments.types.ts';
import { presentShipment, watchShipment } from './watch-shipment.ts';

const shipmentOf = (id: string | null | undefined): Uuid | undefined => decodeOptionalId(ID_PREFIX.shipment, id, 'shipmentId');

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

  @Mutation(() => ShipmentPayload, {
    description:
      'Says where a bought shipment is, where no carrier says it. Refused with ILLEGAL_STATUS for a move it may not make.',
  })
  @RequiresPermission('manage_shipments')
  async changeShipmentStatus(
    @Arg('input', () => ChangeShipmentStatusInput, { description: 'Which one, and where it is.' })
    input: ChangeShipmentStatusInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ShipmentPayload>> {
    const shipmentId = decodeId(ID_PREFIX.shipment, input.shipmentId, 'shipmentId');
    return { shipment: await changeShipmentStatus(context, { shipmentId, status: input.status }) };
  }

  @RequiresPermission('view_shipments')
  @RequiresPolicy('organization_named')
  @Subscription(() => ShipmentType, {
    nullable: true,
    description:
      'A shipment as it is now, then whenever it changes; without an id the one of the organization that changed last (null while there is none).',
    subscribe: ({ args, context }) => watchShipment(context as RequestContext, shipmentOf(args['shipmentId'])) as never,
  })
  shipmentUpdated(
    @Arg('shipmentId', () => ID, { nullable: true, description: 'The shipment; whichever changed last when left out.' })
    shipmentId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ShipmentType | null> {
    return presentShipment(context, shipmentOf(shipmentId));
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'What the carrier charged; addons are not in it. Null until it is bought.',
  })
  carrierCharge(@Root() { carrierCharge, currency }: ShipmentRow): MoneyType | null {
    return carrierCharge === null ? null : moneyOf(carrierCharge, currency!);
  }

  @FieldResolver(() => CarrierConnectionType, { nullable: true, description: 'The connection it was bought through.' })
  async connection(@Root() shipment: ShipmentRow, @Ctx() context: RequestContext): Promise<CarrierConnectionType | null> {
    return shipment.connectionId === null ? null : loadCarrierConnection(context, shipment.connectionId);
  }

  @ListSize(2)
  @FieldResolver(() => [ParcelType], { description: 'Its parcels.' })
  parcels(@Root() shipment: ShipmentRow): ShippedParcel[] {
    return shippedParcels(shipment);
  }

  @FieldResolver(() => TrackerType, { nullable: true, description: 'What is known of its first parcel on its way.' })
  async tracker(@Root() shipment: ShipmentRow, @Ctx() context: RequestContext): Promise<TrackerType | null> {
    return (await loadTrackersOfShipment(context, shipment.id))[0] ?? null;
  }

  @ListSize(2)
  @FieldResolver(() => [TrackerType], { description: 'What is known of each of its parcels, in their order.' })
  async trackers(@Root() shipment: ShipmentRow, @Ctx() context: RequestContext): Promise<TrackerType[]> {
    return loadTrackersOfShipment(context, shipment.id);
  }

  @FieldResolver(() => LabelType, {
    nullable: true,
    description:
      'Its label; of several parcels the document with a page for each, or, where the format has no pages, the label of the first.',
  })
  async label(@Root() shipment: ShipmentRow, @Ctx() context: RequestContext): Promise<LabelType | null> {
    return (await loadLabelsOfShipment(context, shipment.id))[0] ?? null;
  }

  @FieldResolver(() => OrganizationStub, { nullable: true, description: 'Whose shipment it is.' })
  organization(@Root() shipment: ShipmentRow): OrganizationStub {
    return { id: shipment.organizationId };
  }
}

/** Labels. */
@Resolver(() => LabelType)
export class LabelsResolver {
  @FieldResolver(() => FileType, { nullable: true, description: 'Where it is kept, to be downloaded.' })
  async file(@Root() label: LabelRow, @Ctx() context: RequestContext): Promise<FileType | null> {
    return loadFile(context, label.fileId);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The label itself, in Base64.',
    deprecationReason: 'Download it by the `url` of its `file`: that costs no third more, and may be handed to a printer.',
  })
  async contentBase64(@Root() label: LabelRow, @Ctx() context: RequestContext): Promise<string | null> {
    const file = await loadFile(context, label.fileId);
    return file && (await readFile(context, context.session, file)).toString('base64');
  }
}
