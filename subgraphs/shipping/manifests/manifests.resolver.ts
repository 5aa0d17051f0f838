import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { ListSize, RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { CarrierConnectionType } from '../connections/carrier-connections.types.ts';
import { loadCarrierConnection } from '../connections/connections.loaders.ts';
import { loadFile } from '../files/files.loaders.ts';
import { FileType } from '../files/files.types.ts';
import { ShipmentType } from '../shipments/shipments.types.ts';
import { createManifest } from './create-manifest.ts';
import { listManifests, MANIFEST_ORDERS, type ManifestRow } from './manifest.query.ts';
import { loadManifest, loadShipmentsOfManifest } from './manifests.loaders.ts';
import {
  CreateManifestInput,
  ManifestConnection,
  ManifestFilterInput,
  ManifestPayload,
  ManifestSort,
  ManifestType,
} from './manifests.types.ts';

/** Manifests and what is on them. */
@Resolver(() => ManifestType)
export class ManifestsResolver {
  @Query(() => ManifestType, { nullable: true, description: 'One manifest; null when there is none of this id.' })
  @RequiresPermission('view_shipments')
  async manifest(
    @Arg('id', () => ID, { description: 'The manifest.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<ManifestType | null> {
    return loadManifest(context, decodeId(ID_PREFIX.manifest, id));
  }

  @Query(() => ManifestConnection, { description: 'The manifests of the caller’s organization.' })
  @RequiresPermission('view_shipments')
  async manifests(
    @Arg('filter', () => ManifestFilterInput, { nullable: true, description: 'Which ones; all by default.' })
    filter: ManifestFilterInput | undefined,
    @Arg('sort', () => ManifestSort, { nullable: true, description: 'In which order; made last first by default.' })
    sort: ManifestSort | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<ManifestType>> {
    const connectionId = decodeOptionalId(ID_PREFIX.connection, filter?.connectionId, 'filter.connectionId');
    const shipmentId = decodeOptionalId(ID_PREFIX.shipment, filter?.shipmentId, 'filter.shipmentId');
    const order = MANIFEST_ORDERS[sort ?? ManifestSort.CREATED_AT_DESC];
    const found = await listManifests(context.session, { ...filter, connectionId, shipmentId }, order, page);
    return toConnection(ManifestConnection, found, (row) => row);
  }

  @Mutation(() => ManifestPayload, {
    description:
      'Lists for a carrier what it takes on a day: shipments that are bought, not cancelled, and on no manifest yet, up to 1,000. Each is on one at most. A carrier that does not answer is asked again by itself.',
  })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async createManifest(
    @Arg('input', () => CreateManifestInput, { description: 'Which carrier, and which day.' }) input: CreateManifestInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ManifestPayload>> {
    const connectionId = decodeId(ID_PREFIX.connection, input.connectionId, 'connectionId');
    const shipmentIds = input.shipmentIds?.map((id, index) => decodeId(ID_PREFIX.shipment, id, `shipmentIds.${index}`));
    return { manifest: await createManifest(context, { ...input, connectionId, shipmentIds }) };
  }

  @FieldResolver(() => CarrierConnectionType, { nullable: true, description: 'The connection by which the carrier was asked.' })
  async connection(@Root() manifest: ManifestRow, @Ctx() context: RequestContext): Promise<CarrierConnectionType | null> {
    return loadCarrierConnection(context, manifest.connectionId);
  }

  @FieldResolver(() => FileType, {
    nullable: true,
    description: 'The page to hand over with the parcels; null until it is accepted, and where the carrier makes none.',
  })
  async file(@Root() manifest: ManifestRow, @Ctx() context: RequestContext): Promise<FileType | null> {
    return manifest.fileId === null ? null : loadFile(context, manifest.fileId);
  }

  @ListSize(50)
  @FieldResolver(() => [ShipmentType], { description: 'The shipments on it.' })
  async shipments(@Root() manifest: ManifestRow, @Ctx() context: RequestContext): Promise<ShipmentType[]> {
    return loadShipmentsOfManifest(context, manifest.id);
  }
}
