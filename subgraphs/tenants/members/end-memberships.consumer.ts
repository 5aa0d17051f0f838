import { MembershipEnded } from '../../../contracts/events/membership-events.ts';
import { MemberRemoved } from '../../../contracts/events/organization-events.ts';
import type { DeliveredEvent, EventConsumer } from '../../../platform/events/consumer.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { eventData, followingEvent } from '../../../platform/events/new-event.ts';
import { lockOrganization } from '../organizations/organizations.query.ts';
import { OWNER_ROLE } from '../roles/role.ts';
import { countOtherOwners, findMemberOfUser } from './members.query.ts';
import { takeOutMember } from './take-out-member.ts';

/** Takes people out of an organization whose time in it is over. The last owner stays: without them it would belong to nobody. */
export const endMembershipsConsumer: EventConsumer = {
  name: 'tenants.end-memberships',
  eventTypes: [MembershipEnded.type],
  async consume(transaction, events) {
    for (const event of events) await end(transaction, event);
  },
};

async function end(transaction: Transaction, event: DeliveredEvent): Promise<void> {
  const { organizationId, userId } = eventData(MembershipEnded, event);
  const organization = await lockOrganization(transaction, organizationId);
  const member = organization && (await findMemberOfUser(transaction, { organizationId, userId }));
  if (!member) return;
  if (member.roles.includes(OWNER_ROLE) && (await countOtherOwners(transaction, member)) === 0) return;
  await takeOutMember(transaction, member, {
    tenantId: event.tenantId,
    hasLeft: false,
    action: 'member.time_ended',
    actor: event.actor,
    occurredAt: event.occurredAt,
    eventOf: (facts) => followingEvent(event, MemberRemoved, facts),
  });
}
