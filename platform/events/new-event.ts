import type { ZodType } from 'zod';
import { eventFacts, type RequestContext } from '../context/request-context.ts';
import type { PendingEvent } from '../database/session.ts';
import type { Uuid } from '../ids/public-id.ts';
import type { DeliveredEvent } from './consumer.ts';

/** An event type as contracts/events states it. */
interface EventType<Data> {
  type: string;
  version: number;
  data: ZodType<Data>;
}

/** What the publisher knows of one event. */
interface EventFacts<Data> {
  subject: string;
  organizationId: Uuid | null;
  data: Data;
}

/** An event caused by a request, checked against its contract; hand it to `transaction.publish`. */
export function newEvent<Data>(context: RequestContext, type: EventType<Data>, facts: EventFacts<Data>): PendingEvent {
  return { ...facts, data: type.data.parse(facts.data), type: type.type, version: type.version, ...eventFacts(context) };
}

/** An event caused by another event: same actor and mode, linked to its cause. */
export function followingEvent<Data>(cause: DeliveredEvent, type: EventType<Data>, facts: EventFacts<Data>): PendingEvent {
  return {
    ...facts,
    data: type.data.parse(facts.data),
    type: type.type,
    version: type.version,
    actor: cause.actor,
    testMode: cause.testMode,
    occurredAt: cause.occurredAt,
    causeId: cause.id,
  };
}

/** The data of a delivered event, checked against its contract; throws when it is of another type or shape. */
export function eventData<Data>(type: EventType<Data>, event: DeliveredEvent): Data {
  if (event.type !== type.type) throw new Error(`expected ${type.type}, got ${event.type}`);
  return type.data.parse(event.data);
}
