import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { RequestQuotes } from '../quotes/quote-request.ts';
import { requestQuotes, type QuoteWithRates } from '../quotes/request-quotes.ts';
import { ShipmentNotDraftError } from '../shipments/shipments.errors.ts';
import { findShipments } from '../shipments/shipments.query.ts';

/** Which draft is to be rated, and by whom. */
export type QuoteShipment = Pick<RequestQuotes, 'connectionIds' | 'services' | 'entityId' | 'shipDate'> & { shipmentId: Uuid };

/** Asks for the rates of a draft as it is now. Buying one of them buys the draft. */
export async function quoteShipment(context: RequestContext, command: QuoteShipment): Promise<QuoteWithRates> {
  const organizationId = requireOrganization(context);
  const [draft] = await findShipments(context.session, [command.shipmentId]);
  if (draft?.organizationId !== organizationId) throw new NotFoundError('The shipment', 'shipmentId');
  if (draft.status !== 'draft') throw new ShipmentNotDraftError('shipmentId');
  const { shipper, recipient, parcels, customs, options, reference, payerEntityId } = draft;
  return requestQuotes(context, {
    ...command,
    shipper,
    recipient,
    parcels,
    customs,
    options,
    reference,
    entityId: command.entityId ?? payerEntityId,
  });
}
