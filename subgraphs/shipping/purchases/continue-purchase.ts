import type { RequestContext } from '../../../platform/context/request-context.ts';
import { UniqueViolationError } from '../../../platform/database/database-error.ts';
import type { DomainError, ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { OperationRefusedError } from '../../../platform/operations/operation-client.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import { ApplyAddons } from '../../../contracts/operations/addon-operations.ts';
import { CaptureReservation, ReleaseReservation, ReserveCredits } from '../../../contracts/operations/billing-operations.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import type { BoughtLabel } from '../carriers/carrier-exchanges.ts';
import { CarrierAnswerInvalidError, CarrierPartlyRefusedError, CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { connectionFacts } from '../connections/connection-facts.ts';
import { QuoteExpiredError } from '../quotes/quotes.errors.ts';
import { lockShipment } from '../shipments/shipments.query.ts';
import { advanceMetered, advancePurchase } from './advance-purchase.ts';
import { giveLabelsBack } from './give-labels-back.ts';
import { keepDocuments } from './keep-documents.ts';
import { findOffer, type Offer } from './offer.query.ts';
import type { Purchase } from './purchase.query.ts';
import { ConnectionInactiveError } from './purchases.errors.ts';
import { recordShipment } from './record-shipment.ts';

const MOST_LABEL_ATTEMPTS = 10;
/** How long a carrier of which nothing is known is asked again; then whatever it may have sold is given back. */
const GIVEN_UP_AFTER_MS = 24 * 60 * 60_000;
/** What says that a tracking number is taken. */
const NUMBER_KEYS: ReadonlySet<string> = new Set(['shipments_tracking_number', 'labels_tracking_number']);

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
        current = await buyLabels(context, current, offer);
        break;
      case 'voiding':
        offer ??= await offerOf(context, current);
        current = await giveLabelsBack(context, current, offer);
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
  if (applied.status === 'fulfilled') return advancePurchase(context, context.session, purchase, 'completed');
  if (purchase.state === 'bought') await advancePurchase(context, context.session, purchase, 'captured');
  throw applied.reason;
}

async function reserve(context: RequestContext, purchase: Purchase): Promise<Purchase> {
  const { organizationId, shipmentId, askedEntityId, askedTeamId, totalCharge, totalChargeCurrency } = purchase;
  try {
    const reservation = await context.operations.call(ReserveCredits, {
      key: purchase.id,
      organizationId,
      entityId: askedEntityId,
      teamId: askedTeamId,
      amount: { amount: totalCharge, currency: totalChargeCurrency },
      reason: `shipment/${shipmentId}`,
    });
    // A purchase that was cut off here and is found after its price expired is undone. Whether it had reserved is known only
    // by asking again with its key, so what that answers is given back.
    if (purchase.pinnedUntil <= context.clock.now())
      return await advancePurchase(context, context.session, purchase, 'releasing', {
        ...reservation,
        refusal: new QuoteExpiredError().details(),
      });
    return await advancePurchase(context, context.session, purchase, 'reserved', reservation);
  } catch (error) {
    if (!(error instanceof OperationRefusedError)) throw error;
    const refusal = error.details().map((detail): ErrorDetail => ({
      code: detail.code,
      message: detail.message,
      field: detail.field === 'teamId' ? 'teamId' : 'entityId',
    }));
    return advancePurchase(context, context.session, purchase, 'refused', { refusal });
  }
}

async function buyLabels(context: RequestContext, purchase: Purchase, offer: Offer): Promise<Purchase> {
  if (!offer.isUsable) return undo(context, purchase, new ConnectionInactiveError());
  if (purchase.labelAttempt >= MOST_LABEL_ATTEMPTS)
    return undo(context, purchase, new CarrierAnswerInvalidError(offer.carrierName, new Error('no number is free')));
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
  if ('answer' in result) return recordLabels(context, purchase, { offer, labels: result.answer, usage });
  const { error } = result;
  const refusal = error.details();
  if (error instanceof CarrierPartlyRefusedError)
    return advanceMetered(context, purchase, 'voiding', { refusal, partlySold: [...error.sold] }, usage);
  if (error instanceof CarrierRefusedError) return advanceMetered(context, purchase, 'releasing', { refusal }, usage);
  const isGivenUp = context.clock.now().getTime() - purchase.createdAt.getTime() >= GIVEN_UP_AFTER_MS;
  if (isGivenUp) return advanceMetered(context, purchase, 'voiding', { refusal, partlySold: null }, usage);
  await advanceMetered(context, purchase, 'reserved', {}, usage);
  throw error;
}

// Earlier attempts may have bought something all the same.
async function undo(context: RequestContext, purchase: Purchase, reason: DomainError): Promise<Purchase> {
  return advancePurchase(context, context.session, purchase, 'voiding', { refusal: reason.details(), partlySold: null });
}

async function recordLabels(
  context: RequestContext,
  purchase: Purchase,
  bought: { offer: Offer; labels: readonly BoughtLabel[]; usage: readonly CarrierRequestMadeData[] },
): Promise<Purchase> {
  const { offer, labels, usage } = bought;
  const kept = await keepDocuments(context, { purchase, offer, labels });
  try {
    return await context.session.transaction(async (transaction) => {
      // A draft first, as everybody does who begins to buy or cancel it.
      if (offer.draftId !== null) await lockShipment(transaction, offer.draftId);
      const advanced = await advancePurchase(context, transaction, purchase, 'bought');
      await recordShipment(context, transaction, { purchase: advanced, offer, ...kept, usage });
      return advanced;
    });
  } catch (error) {
    const isNumberTaken = error instanceof UniqueViolationError && NUMBER_KEYS.has(error.constraint);
    if (!isNumberTaken) throw error;
    return advanceMetered(context, purchase, 'reserved', { labelAttempt: purchase.labelAttempt + 1 }, usage);
  }
}

async function release(context: RequestContext, purchase: Purchase): Promise<Purchase> {
  await context.operations.call(ReleaseReservation, { reservationId: purchase.reservationId! });
  return advancePurchase(context, context.session, purchase, 'refused');
}

async function offerOf(context: RequestContext, purchase: Purchase): Promise<Offer> {
  const offer = await findOffer(context.session, purchase.rateId);
  if (!offer) throw new Error(`purchase ${purchase.id} has no rate`);
  return offer;
}
