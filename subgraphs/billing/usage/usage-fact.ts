import {
  UsageApiRequestMade,
  UsageShipmentCreated,
  UsageShipmentPurchased,
  UsageTrackingMade,
} from '../../../contracts/events/usage-events.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import { eventData } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** The source of usage that the platform itself reports. */
export const PLATFORM_SOURCE = 'waybill';

/** Something that was used and may cost something. */
export interface UsageFact {
  /** Who reports it; with `sourceEventId` it names the fact, so that a repeat changes nothing. */
  source: string;
  sourceEventId: string;
  organizationId: Uuid;
  /** Who pays; null for the organization's default entity. */
  entityId: Uuid | null;
  userId: Uuid | null;
  /** Snake case, e.g. `shipment_purchased`. */
  eventType: string;
  quantity: string;
  occurredAt: Date;
  /** What else its source said; not interpreted. */
  data: Record<string, unknown>;
}

type Measured = Pick<UsageFact, 'eventType' | 'quantity' | 'data'> & { entityId?: Uuid };

const MEASURES: Record<string, (event: DeliveredEvent) => Measured> = {
  [UsageShipmentPurchased.type]: (event) => {
    const { entityId, ...data } = eventData(UsageShipmentPurchased, event);
    return { eventType: 'shipment_purchased', quantity: '1', entityId, data };
  },
  [UsageShipmentCreated.type]: (event) => ({
    eventType: 'shipment_created',
    quantity: '1',
    data: eventData(UsageShipmentCreated, event),
  }),
  [UsageTrackingMade.type]: (event) => ({
    eventType: 'tracker_started',
    quantity: '1',
    data: eventData(UsageTrackingMade, event),
  }),
  [UsageApiRequestMade.type]: (event) => {
    const { count, ...data } = eventData(UsageApiRequestMade, event);
    return { eventType: 'api_request', quantity: String(count), data };
  },
};

/** The events that are usage. */
export const USAGE_EVENT_TYPES: readonly string[] = Object.keys(MEASURES);

/** Whether an event may be an organization's usage: what a tenant's own staff asked of the API is nobody's. */
export function isAnOrganizations(event: DeliveredEvent): boolean {
  return event.type !== UsageApiRequestMade.type || event.organizationId !== null;
}

/** What an event says was used. Throws for an event in nobody's name: it is parked and seen, not lost. */
export function usageFactOf(event: DeliveredEvent): UsageFact {
  const measure = MEASURES[event.type];
  if (!measure) throw new Error(`${event.type} is not usage`);
  if (event.organizationId === null) throw new Error(`${event.type} ${event.id} names no organization`);
  const { entityId = null, ...measured } = measure(event);
  return {
    ...measured,
    entityId,
    source: PLATFORM_SOURCE,
    sourceEventId: event.id,
    organizationId: event.organizationId,
    userId: /^user\/(.+)$/.exec(event.actor)?.[1] ?? null,
    occurredAt: event.occurredAt,
  };
}
