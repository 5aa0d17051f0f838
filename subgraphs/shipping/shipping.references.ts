import { hasPermission, type RequestContext } from '../../platform/context/request-context.ts';
import type { ReferenceResolver } from '../../platform/graphql/federated-schema.ts';
import { decodeId, type Uuid } from '../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { loadBatch } from './batches/batches.loaders.ts';
import { loadCarrierConnection } from './connections/connections.loaders.ts';
import { loadOrder } from './orders/orders.loaders.ts';
import { loadManifest } from './manifests/manifests.loaders.ts';
import { loadPickup } from './pickups/pickups.loaders.ts';
import { loadQuote, loadRate } from './quotes/quotes.loaders.ts';
import { loadShipment } from './shipments/shipments.loaders.ts';
import { loadTracker } from './trackers/trackers.loaders.ts';

/** Answers entities that other subgraphs refer to; null for those that are not the caller's to see. */
export const shippingReferences: Readonly<Record<string, ReferenceResolver>> = {
  Batch: byId(ID_PREFIX.batch, loadBatch),
  CarrierConnection: byId(ID_PREFIX.connection, loadCarrierConnection),
  Order: byId(ID_PREFIX.order, loadOrder),
  Manifest: byId(ID_PREFIX.manifest, loadManifest),
  Pickup: byId(ID_PREFIX.pickup, loadPickup),
  Quote: byId(ID_PREFIX.quote, loadQuote),
  Rate: byId(ID_PREFIX.rate, loadRate),
  Shipment: byId(ID_PREFIX.shipment, loadShipment),
  Tracker: byId(ID_PREFIX.tracker, loadTracker),
};

function byId(prefix: string, load: (context: RequestContext, id: Uuid) => Promise<object | null>): ReferenceResolver {
  return async (reference: { id: string }, context: RequestContext) =>
    hasPermission(context, 'view_shipments') ? load(context, decodeId(prefix, reference.id)) : null;
}
