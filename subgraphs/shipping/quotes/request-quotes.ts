import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { decimal, type Money } from '../../../platform/money/money.ts';
import { PriceRates } from '../../../contracts/operations/addon-operations.ts';
import type { AddressInput } from '../addresses/address.ts';
import { validateAddress } from '../addresses/validate-address.ts';
import type { Consignment } from '../carriers/consignment.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { findConnectionsToRate, type UsableConnection } from '../connections/carrier-connections.query.ts';
import { measureParcels, type Parcel } from '../rate-sheets/measure-parcels.ts';
import { requireAblePayer } from '../payers/require-able-payer.ts';
import { gatherOffers, type GatheredOffers } from './gather-offers.ts';
import { QUOTE_LIFETIME_MS } from './quote-status.ts';
import { NoCarrierConnectionError } from './quotes.errors.ts';
import { deleteQuote, insertQuote, type QuoteRow, type RateRow } from './quotes.query.ts';

// A shipment has one label and one tracking number; several parcels would be charged for and not labelled.
const MOST_PARCELS = 1;
const LONGEST_REFERENCE = 100;
const FARTHEST_SHIP_DAYS = 30;
const DAY_MS = 86_400_000;

/** What rates are asked for. */
export interface RequestQuotes {
  shipper: AddressInput;
  recipient: AddressInput;
  parcels: readonly Parcel[];
  /** Null: all active connections of the organization. */
  connectionIds?: readonly Uuid[] | null | undefined;
  /** Codes; null: all services. */
  services?: readonly string[] | null | undefined;
  /** Who would pay; null: the caller's default entity. */
  entityId?: Uuid | null | undefined;
  reference?: string | null | undefined;
  /** The day on which the carrier takes the parcels; today (UTC) by default. */
  shipDate?: string | null | undefined;
  /** How long carriers are waited for; ten seconds by default. */
  deadlineMs?: number | undefined;
}

/** A quote with its rates, cheapest first. */
export type QuoteWithRates = QuoteRow & { rates: RateRow[] };

/**
 * Asks the organization's carriers for rates, keeps what they answer, and has addons price and pin it for a quarter of an
 * hour. Refused when whoever would pay is suspended or is no entity of the organization. What single carriers or services cannot do stands in the quote's messages.
 */
export async function requestQuotes(context: RequestContext, command: RequestQuotes): Promise<QuoteWithRates> {
  const organizationId = requireOrganization(context);
  const { consignment, reference, shipDate } = checkInput(context, command);
  const now = context.clock.now();
  await requireAblePayer(context, { organizationId, entityId: command.entityId ?? null });
  const connections = await chooseConnections(context, command.connectionIds ?? null);
  const gathered = await gatherOffers(context, connections, {
    consignment,
    services: command.services ?? null,
    shipDate,
    askedAt: now,
    deadlineMs: command.deadlineMs,
  });
  const quote: QuoteRow = {
    id: newId(),
    organizationId,
    testMode: context.identity.testMode,
    shipper: consignment.shipper,
    recipient: consignment.recipient,
    parcels: [...consignment.parcels],
    shipDate,
    messages: gathered.messages,
    reference,
    payerEntityId: command.entityId ?? null,
    expiresAt: new Date(now.getTime() + QUOTE_LIFETIME_MS),
    createdAt: now,
    isPurchased: false,
  };
  const rates = toRates(quote, gathered);
  await context.session.transaction(async (transaction) => {
    await insertQuote(transaction, quote, rates);
    meterCarrierRequests(context, transaction, { organizationId, usage: gathered.usage });
  });
  await pinPrices(context, quote, rates);
  return { ...quote, rates };
}

function checkInput(
  context: RequestContext,
  command: RequestQuotes,
): { consignment: Consignment; reference: string | null; shipDate: string } {
  const faults: ErrorDetail[] = [];
  const shipper = validateAddress(command.shipper, 'shipper');
  const recipient = validateAddress(command.recipient, 'recipient');
  faults.push(...shipper.faults, ...recipient.faults);
  if (command.parcels.length > MOST_PARCELS)
    faults.push({
      code: 'TOO_MANY_PARCELS',
      message: 'A shipment has one parcel; quote and buy each parcel on its own.',
      field: 'parcels',
    });
  else faults.push(...parcelFaults(command.parcels));
  const reference = command.reference?.trim() || null;
  if ((reference?.length ?? 0) > LONGEST_REFERENCE)
    faults.push({
      code: 'VALIDATION_FAILED',
      message: `A reference has at most ${LONGEST_REFERENCE} characters.`,
      field: 'reference',
    });
  const today = dayOf(context.clock.now());
  const shipDate = command.shipDate ?? today;
  if (shipDate < today || shipDate > dayOf(addDays(context.clock.now(), FARTHEST_SHIP_DAYS))) {
    faults.push({
      code: 'SHIP_DATE_OUT_OF_RANGE',
      message: `The ship date must be today or at most ${FARTHEST_SHIP_DAYS} days ahead.`,
      field: 'options.shipDate',
    });
  }
  if (!shipper.address || !recipient.address || faults.length > 0) throw new ValidationError(faults);
  return {
    consignment: { shipper: shipper.address, recipient: recipient.address, parcels: command.parcels },
    reference,
    shipDate,
  };
}

function parcelFaults(parcels: readonly Parcel[]): ErrorDetail[] {
  try {
    measureParcels(parcels);
    return [];
  } catch (error) {
    if (error instanceof ValidationError) return error.details();
    throw error;
  }
}

async function chooseConnections(context: RequestContext, ids: readonly Uuid[] | null): Promise<UsableConnection[]> {
  const found = await findConnectionsToRate(context.session, ids);
  if (ids === null && found.length === 0) throw new NoCarrierConnectionError();
  if (ids?.length === 0)
    throw ValidationError.of('connectionIds', 'Name at least one connection, or leave the list out to ask them all.');
  ids?.forEach((id, index) => {
    const connection = found.find((each) => each.id === id);
    if (!connection) throw new NotFoundError('The carrier connection', `connectionIds.${index}`);
    if (!connection.isActive)
      throw ValidationError.of(`connectionIds.${index}`, 'The carrier connection is switched off.', 'CONNECTION_INACTIVE');
  });
  return found;
}

function toRates(quote: QuoteRow, gathered: GatheredOffers): RateRow[] {
  const rates = gathered.offers.map((offer): RateRow => {
    const transitDays = offer.transitDays?.maximum ?? null;
    return {
      id: newId(),
      organizationId: quote.organizationId,
      quoteId: quote.id,
      connectionId: offer.connectionId,
      carrierName: offer.carrierName,
      service: offer.service,
      serviceName: offer.serviceName,
      carrierCharge: offer.charge.toDecimalString(),
      currency: offer.charge.currency,
      surcharges: offer.surcharges.map(({ code, name, amount }: { code: string; name: string; amount: Money }) => ({
        code,
        name,
        amount: amount.toDecimalString(),
      })),
      transitDays,
      minimumTransitDays: offer.transitDays?.minimum ?? null,
      estimatedDelivery: offer.estimatedDelivery ?? daysAfter(quote.shipDate, transitDays),
      zone: offer.zone,
      billableWeightOunces: offer.billableWeightOunces,
      explanation: offer.explanation,
      carrierReference: offer.carrierReference ?? null,
      payerEntityId: quote.payerEntityId,
    };
  });
  return rates.toSorted(byChargeThenTransit);
}

function byChargeThenTransit(left: RateRow, right: RateRow): number {
  return (
    left.currency.localeCompare(right.currency) ||
    decimal(left.carrierCharge).comparedTo(decimal(right.carrierCharge))! ||
    (left.transitDays ?? Infinity) - (right.transitDays ?? Infinity) ||
    (left.id < right.id ? -1 : 1)
  );
}

// A quote that nobody has priced could not be bought from; rather than lie about it, it goes.
async function pinPrices(context: RequestContext, quote: QuoteRow, rates: readonly RateRow[]): Promise<void> {
  if (rates.length === 0) return;
  try {
    await context.operations.call(PriceRates, {
      quoteId: quote.id,
      organizationId: quote.organizationId,
      expiresAt: quote.expiresAt,
      rates: rates.map((rate) => ({
        rateId: rate.id,
        connectionId: rate.connectionId,
        carrierName: rate.carrierName,
        service: rate.service,
        carrierCharge: { amount: rate.carrierCharge, currency: rate.currency },
      })),
    });
  } catch (error) {
    await deleteQuote(context.session, quote.id);
    throw error;
  }
}

function daysAfter(day: string, days: number | null): string | null {
  return days === null ? null : dayOf(addDays(new Date(`${day}T00:00:00Z`), days));
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function addDays(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * DAY_MS);
}
