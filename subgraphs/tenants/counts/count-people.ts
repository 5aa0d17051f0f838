import {
  MemberJoined,
  MemberRemoved,
  OrganizationActivated,
  OrganizationCreated,
  OrganizationDeleted,
  OrganizationRestored,
  OrganizationSuspended,
} from '../../../contracts/events/organization-events.ts';
import type { EventConsumer } from '../../../platform/events/consumer.ts';
import { countAgain } from './counts.query.ts';

const WHAT_CHANGES_COUNTS = [
  OrganizationCreated,
  OrganizationActivated,
  OrganizationSuspended,
  OrganizationDeleted,
  OrganizationRestored,
  MemberJoined,
  MemberRemoved,
];

/**
 * Keeps how many organizations and members each tenant has, so that a page of tenants does not count them. An event says only that
 * there is something to count again: what counts is what is there, so that events may come late, twice or in another order.
 */
export const countPeople: EventConsumer = {
  name: 'tenants.count-people',
  eventTypes: WHAT_CHANGES_COUNTS.map(({ type }) => type),
  consume: (transaction, events) => countAgain(transaction, events[0]!.tenantId),
};
