import { registerEnumType } from 'type-graphql';
import { AddonApplied, AddonReversed, CommissionEarned, CommissionReversed } from '../../../contracts/events/addon-events.ts';
import { MemberJoined, OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import {
  CarrierRequestMade,
  UsageApiRequestMade,
  UsageShipmentCreated,
  UsageShipmentPurchased,
  UsageTrackingMade,
} from '../../../contracts/events/usage-events.ts';
import { ANALYTICS_DIMENSIONS, TIME_BUCKETS } from './group-plan.ts';

registerEnumType(ANALYTICS_DIMENSIONS, {
  name: 'AnalyticsDimension',
  description: 'What figures can be told apart by. Addons are not counted by carrier or connection.',
  valuesConfig: {
    ORGANIZATION: { description: 'The organization.' },
    CARRIER: { description: 'The carrier of the connection, by the name that was said last.' },
    CARRIER_CONNECTION: { description: 'The carrier connection.' },
    ADDON: { description: 'The addon.' },
    EVENT_TYPE: { description: 'The kind of event.' },
  },
});

registerEnumType(TIME_BUCKETS, {
  name: 'TimeBucket',
  description: 'How long a point of a series is, in UTC.',
  valuesConfig: {
    DAY: { description: 'A day.' },
    WEEK: { description: 'A week from Monday on.' },
    MONTH: { description: 'A calendar month.' },
  },
});

/** The kinds of event that are counted; the values are their names in contracts. */
export const ANALYTICS_EVENT_TYPES = {
  API_REQUEST_MADE: UsageApiRequestMade.type,
  CARRIER_REQUEST_MADE: CarrierRequestMade.type,
  SHIPMENT_CREATED: UsageShipmentCreated.type,
  SHIPMENT_PURCHASED: UsageShipmentPurchased.type,
  TRACKING_MADE: UsageTrackingMade.type,
  ADDON_APPLIED: AddonApplied.type,
  ADDON_REVERSED: AddonReversed.type,
  COMMISSION_EARNED: CommissionEarned.type,
  COMMISSION_REVERSED: CommissionReversed.type,
  ORGANIZATION_CREATED: OrganizationCreated.type,
  MEMBER_JOINED: MemberJoined.type,
} as const;

registerEnumType(ANALYTICS_EVENT_TYPES, {
  name: 'AnalyticsEventType',
  description: 'A kind of event that is counted.',
  valuesConfig: {
    API_REQUEST_MADE: { description: 'A request to this API.' },
    CARRIER_REQUEST_MADE: { description: 'A call to a carrier.' },
    SHIPMENT_CREATED: { description: 'A shipment was drawn up, its label not bought yet.' },
    SHIPMENT_PURCHASED: { description: 'A label was bought.' },
    TRACKING_MADE: { description: 'A parcel began to be tracked.' },
    ADDON_APPLIED: { description: 'An addon was charged.' },
    ADDON_REVERSED: { description: 'An addon was taken back because its shipment was cancelled.' },
    COMMISSION_EARNED: { description: 'Commission was earned on an addon.' },
    COMMISSION_REVERSED: { description: 'Commission was taken back with its addon.' },
    ORGANIZATION_CREATED: { description: 'An organization was made.' },
    MEMBER_JOINED: { description: 'Somebody joined an organization.' },
  },
});

/** The figures that a series can show; the values are metrics. */
export const ANALYTICS_METRICS = {
  EVENTS: 'EVENTS',
  API_REQUESTS: 'API_REQUESTS',
  API_ERRORS: 'API_ERRORS',
  CARRIER_REQUESTS: 'CARRIER_REQUESTS',
  CARRIER_ERRORS: 'CARRIER_ERRORS',
  SHIPMENTS_CREATED: 'SHIPMENTS_CREATED',
  SHIPMENTS_PURCHASED: 'SHIPMENTS_PURCHASED',
  SHIPMENTS_VALUE: 'SHIPMENTS_VALUE',
  ADDON_REVENUE: 'ADDON_REVENUE',
  COMMISSION_EARNED: 'COMMISSION_EARNED',
} as const;

registerEnumType(ANALYTICS_METRICS, {
  name: 'AnalyticsMetric',
  description: 'A figure that a series can show.',
  valuesConfig: {
    EVENTS: { description: 'Events of any counted kind.' },
    API_REQUESTS: { description: 'As the field `apiRequests`.' },
    API_ERRORS: { description: 'As the field `apiErrors`.' },
    CARRIER_REQUESTS: { description: 'Calls to carriers.' },
    CARRIER_ERRORS: { description: 'Calls to carriers that failed.' },
    SHIPMENTS_CREATED: { description: 'Shipments drawn up.' },
    SHIPMENTS_PURCHASED: { description: 'Labels bought.' },
    SHIPMENTS_VALUE: { description: 'What was charged for the labels, addons included.' },
    ADDON_REVENUE: { description: 'Addons charged, reversals taken off.' },
    COMMISSION_EARNED: { description: 'Commission earned on addons, reversals taken off.' },
  },
});
