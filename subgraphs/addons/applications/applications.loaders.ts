import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { findAddonApplications } from './addon-application.query.ts';
import { findRecordedPurchases } from './recorded-purchase.query.ts';

/** The recorded purchase of a shipment; null for shipments that were not bought or are not the caller's. */
export const loadRecordedPurchase = defineLoader(
  async (context: RequestContext, shipmentIds) =>
    context.identity.tenant ? findRecordedPurchases(context.session, shipmentIds, context.identity.organizationId) : [],
  (purchase) => purchase.shipmentId,
);

/** The addons charged on a shipment. */
export const loadAddonApplications = defineListLoader(
  async (context: RequestContext, shipmentIds) =>
    context.identity.tenant ? findAddonApplications(context.session, shipmentIds, context.identity.organizationId) : [],
  (application) => application.shipmentId,
);
