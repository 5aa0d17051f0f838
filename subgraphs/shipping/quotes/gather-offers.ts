import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import type { ConnectionFacts, Consignment, OfferedRate } from '../carriers/carrier-adapter.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { connectionFacts } from '../connections/connection-facts.ts';
import type { UsableConnection } from '../connections/carrier-connections.query.ts';
import type { QuoteMessage } from './quotes.query.ts';

/** How long carriers are waited for; who is late makes no offer. */
export const QUOTE_DEADLINE_MS = 10_000;

/** What all connections together answered. */
export interface GatheredOffers {
  offers: (OfferedRate & { connectionId: string })[];
  messages: QuoteMessage[];
  usage: CarrierRequestMadeData[];
}

/** Asks all connections side by side. What one of them cannot do stands in the messages, beside the others' offers. */
export async function gatherOffers(
  context: RequestContext,
  connections: readonly UsableConnection[],
  inquiry: { consignment: Consignment; services: readonly string[] | null; deadlineMs?: number | undefined },
): Promise<GatheredOffers> {
  const facts = await connectionFacts(context, connections);
  if (inquiry.services !== null) checkServices(connections, facts, inquiry.services);
  const answers = await Promise.all(connections.map((connection, index) => askOne(connection, facts[index]!, inquiry)));
  return {
    offers: answers.flatMap((answer) => answer.offers),
    messages: answers.flatMap((answer) => answer.messages),
    usage: answers.flatMap((answer) => answer.usage),
  };
}

/** A service that no connection offers is a mistake of the caller; one that some lack is not. */
function checkServices(
  connections: readonly UsableConnection[],
  facts: readonly ConnectionFacts[],
  services: readonly string[],
): void {
  const offered = new Set(
    connections.flatMap((connection, index) =>
      carrierOf(connection)
        .services(facts[index]!)
        .map((service) => service.code),
    ),
  );
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

async function askOne(
  connection: UsableConnection,
  facts: ConnectionFacts,
  inquiry: { consignment: Consignment; services: readonly string[] | null; deadlineMs?: number | undefined },
): Promise<GatheredOffers> {
  const adapter = carrierOf(connection);
  const own = new Set(adapter.services(facts).map((service) => service.code));
  const services = inquiry.services?.filter((service) => own.has(service)) ?? null;
  if (services?.length === 0) return { offers: [], messages: [], usage: [] };
  const { carrierName, id: connectionId } = connection;
  const call = { connectionId, carrierName, operation: 'rate', timeoutMs: inquiry.deadlineMs ?? QUOTE_DEADLINE_MS } as const;
  const { result, usage } = await callCarrier(call, (signal) =>
    adapter.rate({ connection: facts, consignment: inquiry.consignment, services, signal }),
  );
  const about = { connectionId, carrierName };
  if ('error' in result) {
    const messages = result.error
      .details()
      .map(({ code, message, field }) => ({ ...about, service: null, code, message, field: field ?? null }));
    return { offers: [], messages, usage: [usage] };
  }
  return {
    offers: result.answer.rates.map((offer) => ({ ...offer, connectionId })),
    messages: result.answer.messages.map((message) => ({ ...about, ...message, field: message.field ?? null })),
    usage: [usage],
  };
}
