import type { RequestContext } from '../../../platform/context/request-context.ts';
import { UniqueViolationError } from '../../../platform/database/database-error.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { OperationRefusedError } from '../../../platform/operations/operation-client.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import { ApplyAddons } from '../../../contracts/operations/addon-operations.ts';
import { CaptureReservation, ReleaseReservation, ReserveCredits } from '../../../contracts/operations/billing-operations.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import { CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { connectionFacts } from '../connections/connection-facts.ts';
import { recordFile, storeFile } from '../files/store-file.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { QuoteExpiredError } from '../quotes/quotes.errors.ts';
import { lockShipment } from '../shipments/shipments.query.ts';
import { findOffer, type Offer } from './offer.query.ts';
import { advancePurchase, type Purchase, type PurchaseFacts, type PurchaseState } from './purchase.query.ts';
import { ConnectionInactiveError, PurchaseInProgressError } from './purchases.errors.ts';
import { recordShipment } from './record-shipment.ts';

const MOST_LABEL_ATTEMPTS = 10;

/** Carries a purchase on from wherever it stands until its label is bought, or it is refused. Every step may be repeated. */
export async function reachLabel(context: RequestContext, purchase: Purchase, knownOffer?: Offer): Promise<Purchase> {
  let offer = knownOffer;
  let current = purchase;
  for (;;) {
    switch (current.state) {
      case 'reserving':
        current = await reserve(context, current);
        break;
      case 'reserved':
        offer ??= await offerOf(context, current);
        current = await buyLabel(context, current, offer);
        break;
      case 'releasing':
        current = await release(context, current);
        break;
      default:
        return current;
    }
  }
}

/** Spends what was reserved and records the addons, side by side; what succeeded is not asked for again. */
export async function settlePurchase(context: RequestContext, purchase: Purchase): Promise<Purchase> {
  if (purchase.state !== 'bought' && purchase.state !== 'captured') return purchase;
  const { shipmentId, rateId, organizationId } = purchase;
  const [captured, applied] = await Promise.allSettled([
    purchase.state === 'captured'
      ? undefined
      : context.operations.call(CaptureReservation, { reservationId: purchase.reservationId!, amount: null }),
    context.operations.call(ApplyAddons, { shipmentId, rateId, organizationId }),
  ]);
  if (captured.status === 'rejected') throw captured.reason;
  if (applied.status === 'fulfilled') return advance(context, context.session, purchase, 'completed');
  if (purchase.state === 'bought') await advance(context, context.session, purchase, 'captured');
  throw applied.reason;
}

async function reserve(context: RequestContext, purchase: Purchase): Promise<Purchase> {
  const { organizationId, shipmentId, askedEntityId, totalCharge, totalChargeCurrency } = purchase;
  try {
    const reservation = await context.operations.call(ReserveCredits, {
      key: purchase.id,
      organizationId,
      entityId: askedEntityId,
      amount: { amount: totalCharge, currency: totalChargeCurrency },
      reason: `shipment/${shipmentId}`,
    });
    // A purchase that was cut off here and is found after its price expired is undone. Whether it had reserved is known only
    // by asking again with its key, so what that answers is given back.
    if (purchase.pinnedUntil <= context.clock.now())
      return await advance(context, context.session, purchase, 'releasing', {
        ...reservation,
        refusal: new QuoteExpiredError().details(),
      });
    return await advance(context, context.session, purchase, 'reserved', reservation);
  } catch (error) {
    if (!(error instanceof OperationRefusedError)) throw error;
    const refusal = error
      .details()
      .map((detail): ErrorDetail => ({ code: detail.code, message: detail.message, field: 'entityId' }));
    return advance(context, context.session, purchase, 'refused', { refusal });
  }
}

async function buyLabel(context: RequestContext, purchase: Purchase, offer: Offer): Promise<Purchase> {
  if (!offer.isUsable)
    return advance(context, context.session, purchase, 'releasing', { refusal: new ConnectionInactiveError().details() });
  if (purchase.labelAttempt >= MOST_LABEL_ATTEMPTS) throw new Error(`purchase ${purchase.id} finds no free tracking number`);
  const [connection] = await connectionFacts(context, [offer.connection]);
  const { result, usage } = await callCarrier(connection!, 'buy', {
    shipmentId: purchase.shipmentId,
    attempt: purchase.labelAttempt,
    consignment: offer,
    carrierName: offer.carrierName,
    service: offer.service,
    serviceName: offer.serviceName,
    reference: purchase.reference,
    shipDate: offer.shipDate,
    rateReference: offer.rateReference,
    format: purchase.labelFormat,
  });
  if ('answer' in result) {
    const { format, content, trackingNumber: mark } = result.answer;
    const { organizationId } = purchase;
    const file = await storeFile(context, { organizationId, kind: 'label', format, content, mark });
    try {
      return await context.session.transaction(async (transaction) => {
        // A draft first, as everybody does who begins to buy or cancel it.
        if (offer.draftId !== null) await lockShipment(transaction, offer.draftId);
        const bought = await advance(context, transaction, purchase, 'bought');
        await recordFile(transaction, file, context.clock.now());
        await recordShipment(context, transaction, { purchase: bought, offer, label: result.answer, fileId: file.id, usage });
        return bought;
      });
    } catch (error) {
      const isNumberTaken = error instanceof UniqueViolationError && error.constraint === 'shipments_tracking_number';
      if (!isNumberTaken) throw error;
      return advanceMetered(context, purchase, 'reserved', { labelAttempt: purchase.labelAttempt + 1 }, usage);
    }
  }
  if (result.error instanceof CarrierRefusedError)
    return advanceMetered(context, purchase, 'releasing', { refusal: result.error.details() }, usage);
  await advanceMetered(context, purchase, 'reserved', {}, usage);
  throw result.error;
}

async function release(context: RequestContext, purchase: Purchase): Promise<Purchase> {
  await context.operations.call(ReleaseReservation, { reservationId: purchase.reservationId! });
  return advance(context, context.session, purchase, 'refused');
}

async function offerOf(context: RequestContext, purchase: Purchase): Promise<Offer> {
  const offer = await findOffer(context.session, purchase.rateId);
  if (!offer) throw new Error(`purchase ${purchase.id} has no rate`);
  return offer;
}

async function advance(
  context: RequestContext,
  db: Queryable,
  purchase: Purchase,
  to: PurchaseState,
  facts: PurchaseFacts = {},
): Promise<Purchase> {
  const advanced = await advancePurchase(db, purchase, to, facts, holdFrom(context.clock));
  // Somebody else took over, because this step lasted longer than its hold: what it did counts for nothing.
  if (!advanced) throw new PurchaseInProgressError();
  return advanced;
}

/** Moves the purchase on and meters the call to the carrier that made it move, together. */
async function advanceMetered(
  context: RequestContext,
  purchase: Purchase,
  to: PurchaseState,
  facts: PurchaseFacts,
  usage: readonly CarrierRequestMadeData[],
): Promise<Purchase> {
  return context.session.transaction(async (transaction) => {
    meterCarrierRequests(context, transaction, { organizationId: purchase.organizationId, usage });
    return advance(context, transaction, purchase, to, facts);
  });
}
