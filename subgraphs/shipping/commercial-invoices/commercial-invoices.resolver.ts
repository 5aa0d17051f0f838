import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { loadFile } from '../files/files.loaders.ts';
import { FileType } from '../files/files.types.ts';
import { loadShipment } from '../shipments/shipments.loaders.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import { ShipmentType } from '../shipments/shipments.types.ts';
import { commercialInvoiceOf, type CommercialInvoice } from './commercial-invoice.ts';
import { CommercialInvoiceType } from './commercial-invoices.types.ts';
import { readInvoice } from './read-invoice.ts';

/** Commercial invoices. */
@Resolver(() => CommercialInvoiceType)
export class CommercialInvoicesResolver {
  @Query(() => CommercialInvoiceType, {
    nullable: true,
    description:
      'The commercial invoice of a shipment. Refused with NOT_FOUND, with CUSTOMS_REQUIRED when nothing was declared, and with SHIPMENT_NOT_PURCHASED for a draft.',
  })
  @RequiresPermission('view_shipments')
  async commercialInvoice(
    @Arg('shipmentId', () => ID, { description: 'The shipment.' }) shipmentId: string,
    @Ctx() context: RequestContext,
  ): Promise<CommercialInvoiceType> {
    const shipment = await loadShipment(context, decodeId(ID_PREFIX.shipment, shipmentId, 'shipmentId'));
    if (!shipment) throw new NotFoundError('The shipment', 'shipmentId');
    return commercialInvoiceOf(shipment);
  }

  @FieldResolver(() => FileType, {
    nullable: true,
    description: 'Where it is kept, to be downloaded; null when it holds a text that cannot be printed.',
  })
  async file(@Root() { fileId }: CommercialInvoice, @Ctx() context: RequestContext): Promise<FileType | null> {
    return fileId === null ? null : loadFile(context, fileId);
  }

  @Cost(5)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The invoice itself as a PDF, in Base64. Refused with INVOICE_TEXT_NOT_PRINTABLE for a script that the typeface lacks.',
  })
  async contentBase64(@Root() invoice: CommercialInvoice, @Ctx() context: RequestContext): Promise<string> {
    return (await readInvoice(context, invoice)).toString('base64');
  }
}

/** The invoices of shipments. */
@Resolver(() => ShipmentType)
export class InvoicedShipmentsResolver {
  @FieldResolver(() => CommercialInvoiceType, {
    nullable: true,
    description: 'Its commercial invoice; null for a draft, and where nothing was declared to customs.',
  })
  commercialInvoice(@Root() shipment: ShipmentRow): CommercialInvoiceType | null {
    return shipment.customs && shipment.purchasedAt ? commercialInvoiceOf(shipment) : null;
  }
}
