import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { findShipmentsOfManifests } from './manifest-shipments.query.ts';
import { findManifests } from './manifest.query.ts';

/** A manifest by id. */
export const loadManifest = defineLoader(
  (context: RequestContext, ids) => findManifests(context.session, ids),
  (manifest) => manifest.id,
);

/** The shipments on a manifest, by the manifest's id. */
export const loadShipmentsOfManifest = defineListLoader(
  (context: RequestContext, ids) => findShipmentsOfManifests(context.session, ids),
  (shipment) => shipment.manifestId,
);
