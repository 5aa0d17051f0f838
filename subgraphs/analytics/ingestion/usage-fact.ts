import {
  AddonApplied,
  AddonReversed,
  CommissionEarned,
  CommissionReversed,
  type AddonAppliedData,
  type CommissionEarnedData,
} from '../../../contracts/events/addon-events.ts';
import { MemberJoined, OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import {
  CarrierRequestMade,
  UsageApiRequestMade,
  UsageShipmentCreated,
  UsageShipmentPurchased,
  UsageTrackingMade,
} from '../../../contracts/events/usage-events.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import { eventData } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What an event adds to the figures; what it does not speak of is null, no money is "0" without currency. */
export interface UsageFact {
  eventId: Uuid;
  type: string;
  organizationId: Uuid;
  organizationName: string | null;
  /** The UTC day on which it happened, whenever it arrived; of counted requests the day on which the counting began. */
  day: string;
  occurredAt: Date;
  connectionId: Uuid | null;
  carrierName: string | null;
  addonId: Uuid | null;
  addonName: string | null;
  /** How many happenings the event stands for, and how many of them failed. */
  events: number;
  errors: number;
  amount: string;
  currency: string;
}

type Dimensions = Partial<Omit<UsageFact, 'eventId' | 'type' | 'occurredAt' | 'organizationId'>> & {
  organizationId?: Uuid | null;
};

const DIMENSIONS: Readonly<Record<string, (event: DeliveredEvent) => Dimensions>> = {
  [OrganizationCreated.type]: (event) => {
    const { organizationId, name } = eventData(OrganizationCreated, event);
    return { organizationId, organizationName: name };
  },
  [MemberJoined.type]: (event) => ({ organizationId: eventData(MemberJoined, event).organizationId }),
  [UsageShipmentCreated.type]: (event) => {
    const { connectionId, carrierName } = eventData(UsageShipmentCreated, event);
    return { connectionId, carrierName };
  },
  [UsageShipmentPurchased.type]: (event) => {
    const { connectionId, carrierName, charge } = eventData(UsageShipmentPurchased, event);
    return { connectionId, carrierName, ...charge };
  },
  [CarrierRequestMade.type]: (event) => {
    const { connectionId, carrierName, status } = eventData(CarrierRequestMade, event);
    return { connectionId, carrierName, errors: status === 'error' ? 1 : 0 };
  },
  [UsageApiRequestMade.type]: (event) => {
    const { count, errors, windowStart } = eventData(UsageApiRequestMade, event);
    return { events: count, errors, day: utcDay(new Date(windowStart)) };
  },
  [UsageTrackingMade.type]: (event) => ({ carrierName: eventData(UsageTrackingMade, event).carrierName }),
  [AddonApplied.type]: (event) => ofAddon(eventData(AddonApplied, event)),
  [AddonReversed.type]: (event) => ofAddon(eventData(AddonReversed, event)),
  [CommissionEarned.type]: (event) => ofAddon(eventData(CommissionEarned, event)),
  [CommissionReversed.type]: (event) => ofAddon(eventData(CommissionReversed, event)),
};

function ofAddon({ connectionId, carrierName, addonId, addonName, amount }: AddonAppliedData | CommissionEarnedData): Dimensions {
  return { connectionId, carrierName, addonId, addonName, ...amount };
}

// Of no organization when a tenant's own staff did it.
const OF_STAFF_TOO = new Set([MemberJoined.type, UsageApiRequestMade.type, CarrierRequestMade.type]);

/** The event types that are counted. */
export const COUNTED_EVENT_TYPES: readonly string[] = Object.keys(DIMENSIONS);

/** What an event of a counted type adds to the figures; null when it is about the tenant's own staff. */
export function usageFact(event: DeliveredEvent): UsageFact | null {
  const { organizationId = event.organizationId, ...dimensions } = DIMENSIONS[event.type]!(event);
  if (!organizationId) {
    if (OF_STAFF_TOO.has(event.type)) return null;
    throw new Error(`${event.type} ${event.id} names no organization`);
  }
  return {
    eventId: event.id,
    type: event.type,
    organizationId,
    organizationName: null,
    day: utcDay(event.occurredAt),
    occurredAt: event.occurredAt,
    connectionId: null,
    carrierName: null,
    addonId: null,
    addonName: null,
    events: 1,
    errors: 0,
    amount: '0',
    currency: '',
    ...dimensions,
  };
}

function utcDay(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
