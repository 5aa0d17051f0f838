import { MembershipEnded } from '../../../contracts/events/membership-events.ts';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { defaultPayerChanged } from '../entities/entity-events.ts';
import { lockBalancesOfOrganization } from '../limits/credit-limits.query.ts';
import type { OrganizationMembership } from './organization-membership.ts';
import { endMembership, findOverdueMemberships, leaveTeamsAndEntities } from './organization-memberships.query.ts';

const BATCH_SIZE = 200;

/**
 * Ends the memberships whose time is over, each in a transaction of its own: the person is out of teams and entities, and tenants, which are told, take them out
 * of the organization. Answers how many were ended.
 */
export async function endMemberships(context: RequestContext): Promise<number> {
  let ended = 0;
  for (const membership of await findOverdueMemberships(context.session, context.clock.now(), BATCH_SIZE)) {
    try {
      if (await end(context, membership)) ended += 1;
    } catch (error) {
      context.log.error({ err: error, membershipId: membership.id }, 'a membership could not be ended; it is tried again');
    }
  }
  return ended;
}

async function end(context: RequestContext, membership: OrganizationMembership): Promise<boolean> {
  const { organizationId, userId } = membership;
  return context.session.transaction(async (transaction) => {
    const now = context.clock.now();
    await lockBalancesOfOrganization(transaction, organizationId);
    const after = await endMembership(transaction, membership.id, now);
    if (!after) return false;
    const { hadDefaultEntity } = await leaveTeamsAndEntities(transaction, { organizationId, userId }, now);
    if (hadDefaultEntity) transaction.publish(defaultPayerChanged(context, { organizationId, userId, entityId: null }));
    const data = { organizationId, userId, endsAt: after.endsAt!.toISOString() };
    transaction.publish(
      newEvent(context, MembershipEnded, { subject: `membership/${organizationId}/${userId}`, organizationId, data }),
    );
    transaction.audit({
      action: 'organization_membership.ended',
      resourceType: 'user',
      resourceId: userId,
      organizationId,
      before: membership,
      after,
      ...auditFacts(context),
    });
    return true;
  });
}
