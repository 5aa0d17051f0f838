import { DefaultPayerChanged } from '../../../contracts/events/billing-status-events.ts';
import { MemberJoined, MemberRemoved } from '../../../contracts/events/organization-events.ts';
import type { DeliveredEvent, EventConsumer } from '../../../platform/events/consumer.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { eventData, followingEvent } from '../../../platform/events/new-event.ts';
import { lockBalancesOfOrganization } from '../limits/credit-limits.query.ts';
import { leaveTeamsAndEntities, markLeft, markThere } from './organization-memberships.query.ts';

/** Takes who left an organization out of its teams and entities; what they spent stays where they did. Who joins anew begins without a date. */
export const followMembersConsumer: EventConsumer = {
  name: 'billing.follow-members',
  eventTypes: [MemberJoined.type, MemberRemoved.type],
  async consume(transaction, events) {
    for (const event of events) await (event.type === MemberJoined.type ? join(transaction, event) : leave(transaction, event));
  },
};

async function join(transaction: Transaction, event: DeliveredEvent): Promise<void> {
  const { organizationId, userId } = eventData(MemberJoined, event);
  if (organizationId !== null) await markThere(transaction, { organizationId, userId });
}

async function leave(transaction: Transaction, event: DeliveredEvent): Promise<void> {
  const { organizationId, userId } = eventData(MemberRemoved, event);
  // Staff of the tenant who leave were in no organization.
  if (organizationId === null) return;
  await lockBalancesOfOrganization(transaction, organizationId);
  await markLeft(transaction, { organizationId, userId }, event.occurredAt);
  const { hadDefaultEntity } = await leaveTeamsAndEntities(transaction, { organizationId, userId }, event.occurredAt);
  if (!hadDefaultEntity) return;
  const data = { organizationId, userId, entityId: null };
  transaction.publish(
    followingEvent(event, DefaultPayerChanged, { subject: `default_payer/${organizationId}/${userId}`, organizationId, data }),
  );
}
