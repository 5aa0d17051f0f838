import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { AddressBookResolver } from './address-book/address-book.resolver.ts';
import { AddressValidationResolver } from './address-validation/address-validation.resolver.ts';
import { BatchResultsResolver } from './batches/batch-results.resolver.ts';
import { BatchesResolver, BatchRowsResolver } from './batches/batches.resolver.ts';
import { purgeBatches } from './batches/purge-batches.ts';
import { runBatches } from './batches/run-batches.ts';
import { CancellationsResolver } from './cancellations/cancellations.resolver.ts';
import { resumeCancellations } from './cancellations/resume-cancellations.ts';
import { CarrierWebhooksResolver, ConnectionWebhookResolver } from './carrier-webhooks/carrier-webhooks.resolver.ts';
import { forgetWebhookDeliveries, processWebhookDeliveries } from './carrier-webhooks/process-webhook-deliveries.ts';
import { CarriersResolver } from './carriers/carriers.resolver.ts';
import { CarrierConnectionEntity } from './connections/carrier-connection.entity.ts';
import { CarrierConnectionsResolver } from './connections/carrier-connections.resolver.ts';
import { SystemConnectionsResolver } from './connections/system-connections.resolver.ts';
import { CommercialInvoicesResolver, InvoicedShipmentsResolver } from './commercial-invoices/commercial-invoices.resolver.ts';
import { CustomsResolver } from './customs/customs.resolver.ts';
import { DraftsResolver } from './drafts/drafts.resolver.ts';
import { FilesResolver } from './files/files.resolver.ts';
import { purgeObjects, sweepUploads } from './files/sweep-files.ts';
import { ManifestsResolver } from './manifests/manifests.resolver.ts';
import { resumeManifests } from './manifests/resume-manifests.ts';
import { shippingMigrations } from './migrations/shipping-migrations.ts';
import { OrderLineItemsResolver, OrdersResolver } from './orders/orders.resolver.ts';
import { ShipmentOrdersResolver } from './orders/shipment-orders.resolver.ts';
import { PickupsResolver } from './pickups/pickups.resolver.ts';
import { resumePickups } from './pickups/resume-pickups.ts';
import { ParcelTemplatesResolver } from './parcel-templates/parcel-templates.resolver.ts';
import { followPayersConsumer } from './payers/follow-payers.consumer.ts';
import { PurchasesResolver } from './purchases/purchases.resolver.ts';
import { resumePurchases } from './purchases/resume-purchases.ts';
import { QuotesResolver, RatesResolver } from './quotes/quotes.resolver.ts';
import { StoredRateSheetEntity } from './rate-sheets/rate-sheet.entity.ts';
import { RateSheetVersionEntity } from './rate-sheets/rate-sheet-version.entity.ts';
import { RateSheetPricesResolver, RateSheetsResolver } from './rate-sheets/rate-sheets.resolver.ts';
import { OfferedServicesResolver } from './rate-sheets/offered-services.resolver.ts';
import { SetUpCarriersResolver } from './rate-sheets/set-up-carriers.resolver.ts';
import { PurchasedShipmentsResolver } from './shipments/purchased-shipments.resolver.ts';
import { LabelsResolver, ShipmentsResolver } from './shipments/shipments.resolver.ts';
import { ShippedParcelsResolver } from './shipments/shipped-parcels.resolver.ts';
import { shippingReferences } from './shipping.references.ts';
import { pollTrackers } from './trackers/poll-trackers.ts';
import { TrackersResolver } from './trackers/trackers.resolver.ts';
import { TrackingPagesResolver } from './tracking-pages/tracking-pages.resolver.ts';

/** The shipping subgraph. */
export const shippingSubgraph: SubgraphDefinition = {
  name: 'shipping',
  entities: [CarrierConnectionEntity, StoredRateSheetEntity, RateSheetVersionEntity],
  migrations: shippingMigrations,
  schema: {
    resolvers: [
      RateSheetsResolver,
      RateSheetPricesResolver,
      SetUpCarriersResolver,
      OfferedServicesResolver,
      CarriersResolver,
      CarrierConnectionsResolver,
      SystemConnectionsResolver,
      CarrierWebhooksResolver,
      ConnectionWebhookResolver,
      QuotesResolver,
      RatesResolver,
      PurchasesResolver,
      CustomsResolver,
      CommercialInvoicesResolver,
      InvoicedShipmentsResolver,
      AddressBookResolver,
      AddressValidationResolver,
      ParcelTemplatesResolver,
      DraftsResolver,
      CancellationsResolver,
      ShipmentsResolver,
      ShippedParcelsResolver,
      PurchasedShipmentsResolver,
      OrdersResolver,
      OrderLineItemsResolver,
      ShipmentOrdersResolver,
      BatchesResolver,
      BatchRowsResolver,
      BatchResultsResolver,
      LabelsResolver,
      FilesResolver,
      PickupsResolver,
      ManifestsResolver,
      TrackersResolver,
      TrackingPagesResolver,
    ],
    references: shippingReferences,
  },
  consumers: [followPayersConsumer],
  jobs: [
    resumePurchases,
    resumeCancellations,
    resumePickups,
    resumeManifests,
    pollTrackers,
    runBatches,
    purgeBatches,
    processWebhookDeliveries,
    forgetWebhookDeliveries,
    sweepUploads,
    purgeObjects,
  ],
};
