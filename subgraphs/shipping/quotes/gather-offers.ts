import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import type { ConnectionFacts } from '../carriers/carrier-adapter.ts';
import type { OfferedRate, RateInquiry } from '../carriers/carrier-exchanges.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { connectionFacts } from '../connections/connection-facts.ts';
import type { UsableConnection } from '../connections/carrier-connections.query.ts';
import type { QuoteMessage } from './quotes.query.ts';

type RateSheetVersion = Pick<UsableConnection, 'rateSheetId' | 'rateSheetVersion'>;

/** A connection to be asked, with the version of the rate sheet that it rates by. */
export type AskedConnection = ConnectionFacts & RateSheetVersion;

/** What all connections together answered. */
export interface GatheredOffers {
  offers: (OfferedRate & RateSheetVersion & { connectionId: string })[];
  messages: QuoteMessage[];
  usage: CarrierRequestMadeData[];
}

/** What all connections are asked, and how long they are waited for at most. */
export type OfferInquiry = RateInquiry & { deadlineMs: number };

/** Looks up what asking the connections takes; throws ValidationError for services that none of them offers. */
export async function connectionsToAsk(
  context: RequestContext,
  connections: readonly UsableConnection[],
  services: readonly string[] | null,
): Promise<AskedConnection[]> {
  const facts = await connectionFacts(context, connections);
  if (services !== null) checkServices(facts, services);
  return connections.map(({ rateSheetId, rateSheetVersion }, index) => ({ ...facts[index]!, rateSheetId, rateSheetVersion }));
}

/** Asks all connections side by side. What one of them cannot do stands in the messages, beside the others' offers. */
export async function gatherOffers(asked: readonly AskedConnection[], inquiry: OfferInquiry): Promise<GatheredOffers> {
  const answers = await Promise.all(asked.map((each) => askConnection(each, inquiry)));
  return {
    offers: answers.flatMap((answer) => answer.offers),
    messages: answers.flatMap((answer) => answer.messages),
    usage: answers.flatMap((answer) => answer.usage),
  };
}

/** A service that no connection offers is a mistake of the caller; one that some lack is not, nor one that a carrier may tell when asked. */
function checkServices(facts: readonly ConnectionFacts[], services: readonly string[]): void {
  const lists = facts.map((connection) => carrierOf(connection).services(connection));
  if (lists.includes(null)) return;
  const offered = new Set(lists.flatMap((list) => list!.map((service) => service.code)));
  const faults = services.flatMap((service, index) =>
    offered.has(service)
      ? []
      : [
          {
            code: 'UNKNOWN_SERVICE',
            message: `No connection offers the service "${service.slice(0, 60)}"; there are ${[...offered].join(', ')}.`,
            field: `services.${index}`,
          },
        ],
  );
  if (faults.length > 0) throw new ValidationError(faults);
}

/** Asks one connection; never throws, and never waits longer than the deadline. */
export async function askConnection(connection: AskedConnection, inquiry: OfferInquiry): Promise<GatheredOffers> {
  const { id: connectionId, carrierName, rateSheetId, rateSheetVersion } = connection;
  const known = carrierOf(connection).services(connection);
  const own = known && new Set(known.map((service) => service.code));
  const services = inquiry.services?.filter((service) => !own || own.has(service)) ?? null;
  if (services?.length === 0) return { offers: [], messages: [], usage: [] };
  const { deadlineMs: timeoutMs, ...asked } = inquiry;
  const { result, usage } = await callCarrier(connection, 'rate', { ...asked, services }, { timeoutMs });
  const about = { connectionId, carrierName };
  if ('error' in result) {
    const messages = result.error
      .details()
      .map(({ code, message, field }) => ({ ...about, service: null, code, message, field: field ?? null }));
    return { offers: [], messages, usage };
  }
  return {
    offers: result.answer.rates.map((offer) => ({ ...offer, connectionId, rateSheetId, rateSheetVersion })),
    messages: result.answer.messages.map((message) => ({ ...about, ...message, field: message.field ?? null })),
    usage,
  };
}
