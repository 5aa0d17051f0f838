import type { CarrierOperation } from './carrier-adapter.ts';
import type { BoughtLabel, CarrierExchanges, CarrierMessage, OfferedRate, RateAnswer } from './carrier-exchanges.ts';
import { CarrierAnswerInvalidError } from './carriers.errors.ts';

/**
 * The answer as far as it can be relied on: offers that are none or come twice are left out, with a message in their place. Throws
 * CarrierAnswerInvalidError for an answer that says nothing at all.
 */
export function soundAnswer<Operation extends CarrierOperation>(
  carrierName: string,
  operation: Operation,
  answer: CarrierExchanges[Operation]['answer'],
): CarrierExchanges[Operation]['answer'] {
  if (operation === 'rate') return soundRates(carrierName, answer as RateAnswer);
  if (operation === 'buy') assertLabel(carrierName, answer as Partial<BoughtLabel> | undefined);
  return answer;
}

function assertLabel(carrierName: string, label: Partial<BoughtLabel> | undefined): void {
  if (label?.trackingNumber?.trim() && label.content?.length) return;
  throw new CarrierAnswerInvalidError(carrierName, new Error('a label without number or content'));
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
