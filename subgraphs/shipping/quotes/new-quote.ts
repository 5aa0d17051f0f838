import type { RequestContext } from '../../../platform/context/request-context.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { OfferedRate } from '../carriers/carrier-exchanges.ts';
import { addDays, dayOf } from './days.ts';
import type { GatheredOffers } from './gather-offers.ts';
import type { CheckedRequest, RequestQuotes } from './quote-request.ts';
import { QUOTE_LIFETIME_MS } from './quote-status.ts';
import type { QuoteRow, RatedParcel, RateRow, RateSurcharge } from './quotes.query.ts';
import { sortRates } from './sort-rates.ts';

/** A quote that nobody has answered yet. */
export function newQuote(
  context: RequestContext,
  organizationId: Uuid,
  request: { command: RequestQuotes; checked: CheckedRequest },
): QuoteRow {
  const { command, checked } = request;
  const { consignment, reference, shipDate } = checked;
  const now = context.clock.now();
  return {
    id: newId(),
    organizationId,
    testMode: context.identity.testMode,
    shipper: consignment.shipper,
    recipient: consignment.recipient,
    parcels: [...consignment.parcels],
    customs: consignment.customs ?? null,
    options: consignment.options ?? {},
    shipDate,
    messages: [],
    pendingConnections: 0,
    gatheredBy: null,
    reference,
    payerEntityId: command.entityId ?? null,
    shipmentId: command.shipmentId ?? null,
    expiresAt: new Date(now.getTime() + QUOTE_LIFETIME_MS),
    createdAt: now,
    isPurchased: false,
  };
}

/** The offers of carriers as rates of a quote, cheapest first. */
export function toRates(quote: QuoteRow, gathered: GatheredOffers): RateRow[] {
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
      surcharges: statedSurcharges(offer.surcharges),
      transitDays,
      minimumTransitDays: offer.transitDays?.minimum ?? null,
      estimatedDelivery: offer.estimatedDelivery ?? daysAfter(quote.shipDate, transitDays),
      zone: offer.zone,
      billableWeightOunces: offer.billableWeightOunces,
      parcels: ratedParcels(offer, quote.parcels.length),
      explanation: offer.explanation,
      carrierReference: offer.carrierReference ?? null,
      rateSheetId: offer.rateSheetId,
      rateSheetVersion: offer.rateSheetVersion,
      payerEntityId: quote.payerEntityId,
    };
  });
  return sortRates(rates, 'price');
}

/** Each parcel's part; of a carrier that prices the whole, one parcel alone is the whole. */
function ratedParcels(offer: OfferedRate, count: number): RatedParcel[] | null {
  const parcels = offer.parcels ?? (count === 1 ? [offer] : null);
  return (
    parcels?.map(({ charge, surcharges, billableWeightOunces }) => ({
      charge: charge.toDecimalString(),
      surcharges: statedSurcharges(surcharges),
      billableWeightOunces,
    })) ?? null
  );
}

function statedSurcharges(surcharges: OfferedRate['surcharges']): RateSurcharge[] {
  return surcharges.map(({ code, name, amount }) => ({ code, name, amount: amount.toDecimalString() }));
}

function daysAfter(day: string, days: number | null): string | null {
  return days === null ? null : dayOf(addDays(new Date(`${day}T00:00:00Z`), days));
}
