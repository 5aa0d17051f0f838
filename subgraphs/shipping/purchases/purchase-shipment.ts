import { setTimeout as sleep } from 'node:timers/promises';
import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { OperationRefusedError } from '../../../platform/operations/operation-client.ts';
import { FindPinnedPrice, type PinnedPrice } from '../../../contracts/operations/addon-operations.ts';
import { crossesBorder } from '../customs/customs.ts';
import { takeWork } from '../held-work/held-work.query.ts';
import { letGo } from '../held-work/let-go.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { requireAblePayer } from '../payers/require-able-payer.ts';
import { QuoteExpiredError } from '../quotes/quotes.errors.ts';
import { ShipmentNotDraftError } from '../shipments/shipments.errors.ts';
import { findShipments, lockShipment, type ShipmentRow } from '../shipments/shipments.query.ts';
import { reachLabel, settlePurchase } from './continue-purchase.ts';
import { findOffer, type Offer } from './offer.query.ts';
import { findPurchase, insertPurchase, PURCHASE_WORK, type Purchase } from './purchase.query.ts';
import { checkPurchase, type CheckedPurchase, type PurchaseShipment } from './purchase-request.ts';
import {
  ConnectionInactiveError,
  CustomsRequiredError,
  IdempotencyKeyReusedError,
  PurchaseInProgressError,
  PurchaseRefusedError,
  QuoteAlreadyPurchasedError,
} from './purchases.errors.ts';

/** How long a repeated request waits for the first one, in steps, before it answers PURCHASE_IN_PROGRESS. */
const WAITS_MS = [20, 40, 80, 160, 320, 640, 640];

/**
 * Buys the label that a rate offers, at the pinned price, once per idempotency key and once per quote: reserves credits, buys,
 * records, captures. If the process dies on the way, `resume-purchases` goes on from the last recorded step.
 */
export async function purchaseShipment(context: RequestContext, command: PurchaseShipment): Promise<ShipmentRow> {
  const organizationId = requireOrganization(context);
  const request = checkPurchase(command);
  const earlier = await findPurchase(context.session, organizationId, request.idempotencyKey);
  if (earlier) return answerEarlier(context, earlier, request);
  const offer = await findOffer(context.session, request.rateId);
  if (!offer || offer.organizationId !== organizationId) throw new NotFoundError('The rate', 'rateId');
  if (offer.expiresAt <= context.clock.now()) throw new QuoteExpiredError();
  if (!offer.isUsable) throw new ConnectionInactiveError();
  if (!offer.customs && crossesBorder(offer.shipper, offer.recipient)) throw new CustomsRequiredError();
  const entityId = request.entityId ?? offer.payerEntityId;
  // Which entity pays for a team is known to billing alone.
  if (entityId || !request.teamId) await requireAblePayer(context, { organizationId, entityId });
  const purchase = newPurchase(context, request, offer, await findPrice(context, offer));
  if (await beginPurchase(context, purchase, offer)) return carryOut(context, purchase, offer);
  const winner = await findPurchase(context.session, organizationId, request.idempotencyKey);
  if (!winner) throw new QuoteAlreadyPurchasedError();
  return answerEarlier(context, winner, request);
}

// A draft is locked until its purchase stands, so that it is not cancelled in between.
async function beginPurchase(context: RequestContext, purchase: Purchase, { draftId }: Offer): Promise<boolean> {
  return context.session.transaction(async (transaction) => {
    if (draftId !== null && (await lockShipment(transaction, draftId))?.status !== 'draft')
      throw new ShipmentNotDraftError('rateId');
    const { heldUntil, createdAt } = purchase;
    transaction.expectWork({ job: PURCHASE_WORK.job, dueAt: heldUntil, now: createdAt });
    return insertPurchase(transaction, purchase);
  });
}

async function findPrice(context: RequestContext, offer: Offer): Promise<PinnedPrice> {
  try {
    return await context.operations.call(FindPinnedPrice, { rateId: offer.rateId });
  } catch (error) {
    const isGone = error instanceof OperationRefusedError && (error.code === 'QUOTE_EXPIRED' || error.code === 'NOT_FOUND');
    throw isGone ? new QuoteExpiredError() : error;
  }
}

function newPurchase(context: RequestContext, request: CheckedPurchase, offer: Offer, price: PinnedPrice): Purchase {
  const { now, heldUntil } = holdFrom(context.clock);
  return {
    id: newId(),
    organizationId: offer.organizationId,
    testMode: offer.testMode,
    idempotencyKey: request.idempotencyKey,
    requestHash: request.hash,
    state: 'reserving',
    quoteId: offer.quoteId,
    rateId: offer.rateId,
    shipmentId: offer.draftId ?? newId(),
    buyerActor: context.identity.actor,
    buyerUserId: context.identity.userId,
    askedEntityId: request.entityId ?? offer.payerEntityId,
    askedTeamId: request.teamId,
    entityId: null,
    reservationId: null,
    totalCharge: price.totalCharge.amount,
    totalChargeCurrency: price.totalCharge.currency,
    pinnedUntil: price.expiresAt,
    reference: request.reference ?? offer.draftReference,
    metadata: { ...offer.draftMetadata, ...request.metadata },
    labelFormat: request.labelFormat,
    labelAttempt: 0,
    refusal: null,
    partlySold: null,
    holder: newId(),
    heldUntil,
    createdAt: now,
  };
}

async function carryOut(context: RequestContext, purchase: Purchase, offer?: Offer): Promise<ShipmentRow> {
  let reached: Purchase;
  try {
    reached = await reachLabel(context, purchase, offer);
  } catch (error) {
    await letGo(context, PURCHASE_WORK, purchase);
    throw error;
  }
  if (reached.state === 'refused') throw new PurchaseRefusedError(reached.refusal ?? []);
  try {
    await settlePurchase(context, reached);
  } catch (error) {
    // The label is bought, and that is what the caller asked for; the rest is finished without him.
    context.log.error({ err: error, purchase: purchase.id }, 'a purchase could not be settled at once; it will be');
    await letGo(context, PURCHASE_WORK, purchase);
  }
  return shipmentOf(context, reached);
}

async function answerEarlier(context: RequestContext, earlier: Purchase, request: CheckedPurchase): Promise<ShipmentRow> {
  if (earlier.requestHash !== request.hash) throw new IdempotencyKeyReusedError();
  let purchase = earlier;
  for (const waitMs of WAITS_MS) {
    if (purchase.state === 'refused') throw new PurchaseRefusedError(purchase.refusal ?? []);
    if (isBought(purchase)) return shipmentOf(context, purchase);
    if (purchase.heldUntil <= context.clock.now()) {
      const taken = await takeWork(context.session, PURCHASE_WORK, purchase.id, {
        holder: newId(),
        ...holdFrom(context.clock),
      });
      if (taken) return carryOut(context, taken);
    }
    await sleep(waitMs);
    purchase = (await findPurchase(context.session, purchase.organizationId, request.idempotencyKey)) ?? purchase;
  }
  throw new PurchaseInProgressError();
}

function isBought(purchase: Purchase): boolean {
  return purchase.state === 'bought' || purchase.state === 'captured' || purchase.state === 'completed';
}

async function shipmentOf(context: RequestContext, purchase: Purchase): Promise<ShipmentRow> {
  const [shipment] = await findShipments(context.session, [purchase.shipmentId]);
  if (!shipment) throw new Error(`purchase ${purchase.id} has no shipment`);
  return shipment;
}
