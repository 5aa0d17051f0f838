import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ParcelType } from '../parcels/parcel.types.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { loadTrackersOfShipment } from '../trackers/trackers.loaders.ts';
import { TrackerType } from '../trackers/trackers.types.ts';
import { loadLabelsOfShipment } from './shipments.loaders.ts';
import { LabelType } from './shipments.types.ts';
import type { ShippedParcel } from './shipped-parcels.ts';

/** What parcels have once they are shipped. */
@Resolver(() => ParcelType)
export class ShippedParcelsResolver {
  @FieldResolver(() => LabelType, { nullable: true, description: 'Its label, once it is bought.' })
  async label(@Root() parcel: Parcel | ShippedParcel, @Ctx() context: RequestContext): Promise<LabelType | null> {
    if (!('shipmentId' in parcel)) return null;
    const labels = await loadLabelsOfShipment(context, parcel.shipmentId);
    return labels.find(({ parcelPosition }) => parcelPosition === parcel.position) ?? null;
  }

  @FieldResolver(() => TrackerType, { nullable: true, description: 'What is known of it on its way, once it is bought.' })
  async tracker(@Root() parcel: Parcel | ShippedParcel, @Ctx() context: RequestContext): Promise<TrackerType | null> {
    if (!('shipmentId' in parcel)) return null;
    const trackers = await loadTrackersOfShipment(context, parcel.shipmentId);
    return trackers.find(({ parcelPosition }) => parcelPosition === parcel.position) ?? null;
  }
}
