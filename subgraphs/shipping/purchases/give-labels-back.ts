import type { RequestContext } from '../../../platform/context/request-context.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import { CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { connectionFacts } from '../connections/connection-facts.ts';
import { advanceMetered } from './advance-purchase.ts';
import type { Offer } from './offer.query.ts';
import type { Purchase } from './purchase.query.ts';

/**
 * Gives back what the carrier sold of a shipment that it did not sell whole: the labels that it named, or whatever was bought at the rate
 * where its answer never came. A carrier that keeps them is remembered in the refusal; whoever bought pays nothing all the same.
 */
export async function giveLabelsBack(context: RequestContext, purchase: Purchase, offer: Offer): Promise<Purchase> {
  const { shipmentId, partlySold: parcels } = purchase;
  const { carrierName, rateReference } = offer;
  const [connection] = await connectionFacts(context, [offer.connection]);
  const { result, usage } = await callCarrier(connection!, 'void', { shipmentId, carrierName, parcels, rateReference });
  if ('answer' in result) return advanceMetered(context, purchase, 'releasing', {}, usage);
  const { error } = result;
  if (!(error instanceof CarrierRefusedError)) {
    await advanceMetered(context, purchase, 'voiding', {}, usage);
    throw error;
  }
  // What is not known to have been sold is not known to be kept.
  if (!parcels) return advanceMetered(context, purchase, 'releasing', {}, usage);
  const numbers = parcels.map(({ trackingNumber }) => trackingNumber).join(', ');
  context.log.error({ err: error, purchase: purchase.id, numbers }, 'a carrier keeps labels of a purchase that it refused');
  const kept = { code: 'LABEL_NOT_TAKEN_BACK', message: `${carrierName} does not take ${numbers} back: ${error.message}` };
  return advanceMetered(context, purchase, 'releasing', { refusal: [...(purchase.refusal ?? []), kept] }, usage);
}
