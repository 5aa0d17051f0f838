import type { CarrierOperation } from './carrier-adapter.ts';
import type { BoughtLabel, CarrierExchanges, CarrierMessage, LabelOrder, OfferedRate, RateAnswer } from './carrier-exchanges.ts';
import { CarrierAnswerInvalidError } from './carriers.errors.ts';

/**
 * The answer as far as it can be relied on: offers that are none or come twice are left out, with a message in their place. Throws
 * CarrierAnswerInvalidError for an answer that says nothing at all, and for labels that are not one for each parcel.
 */
export function soundAnswer<Operation extends CarrierOperation>(
  carrierName: string,
  asked: { operation: Operation; request: CarrierExchanges[Operation]['request'] },
  answer: CarrierExchanges[Operation]['answer'],
): CarrierExchanges[Operation]['answer'] {
  if (asked.operation === 'rate') return soundRates(carrierName, answer as RateAnswer);
  if (asked.operation === 'buy') assertLabels(carrierName, asked.request as LabelOrder, answer);
  return answer;
}

function assertLabels(carrierName: string, { consignment }: LabelOrder, answer: unknown): void {
  const labels = Array.isArray(answer) ? (answer as readonly (Partial<BoughtLabel> | undefined)[]) : [];
  const numbers = new Set(labels.flatMap((label) => (label?.content?.length ? (label.trackingNumber?.trim() ?? []) : [])));
  const { length } = consignment.parcels;
  if (labels.length === length && numbers.size === length && !numbers.has('')) return;
  throw new CarrierAnswerInvalidError(
    carrierName,
    new Error(`${labels.length} labels with ${numbers.size} numbers and contents for ${length} parcels`),
  );
}

function soundRates(carrierName: string, answer: RateAnswer): RateAnswer {
  const kept = new Map<string, OfferedRate>();
  const messages: CarrierMessage[] = [...answer.messages];
  for (const offer of answer.rates) {
    const key = JSON.stringify([offer.carrierName, offer.service]);
    const known = kept.get(key);
    if (offer.charge.isNegative()) messages.push(invalid(offer, `${carrierName} answered a charge below zero.`));
    else if (!known) kept.set(key, offer);
    else if (!known.charge.equals(offer.charge))
      messages.push(invalid(offer, `${carrierName} answered two prices for ${offer.serviceName}; the first counts.`));
  }
  return { rates: [...kept.values()], messages };
}

function invalid(offer: OfferedRate, message: string): CarrierMessage {
  return { service: offer.service, code: 'CARRIER_ANSWER_INVALID', message };
}
