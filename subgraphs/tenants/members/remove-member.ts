import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ForbiddenError, NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { MemberRemoved } from '../../../contracts/events/organization-events.ts';
import { requireLiveMode } from '../live-mode.ts';
import { lockOrganization } from '../organizations/organizations.query.ts';
import { assertNotAbove, assertOwnerRemains, lockMember } from './lock-member.ts';
import { findMemberOfUser, type Member } from './members.query.ts';
import { takeOutMember } from './take-out-member.ts';

/** Takes somebody out of an organization, at once, with every token of theirs in it. An owner remains. */
export async function removeMember(context: RequestContext, memberId: Uuid): Promise<Member> {
  requireLiveMode(context);
  return context.session.transaction(async (transaction) => {
    const member = await lockMember(transaction, memberId);
    await assertNotAbove(context, transaction, member);
    await takeOut(context, transaction, member, { hasLeft: false });
    return member;
  });
}

/** Takes the person who asks out of an organization. The last owner stays until there is another. */
export async function leaveOrganization(context: RequestContext, organizationId: Uuid): Promise<Member> {
  requireLiveMode(context);
  const userId = requirePerson(context);
  return context.session.transaction(async (transaction) => {
    const organization = await lockOrganization(transaction, organizationId);
    const member = organization && (await findMemberOfUser(transaction, { organizationId, userId }));
    if (!member) throw new NotFoundError('Your membership of the organization', 'organizationId');
    await takeOut(context, transaction, member, { hasLeft: true });
    return member;
  });
}

/** The person who asks; throws a ForbiddenError for programs, which speak for nobody in what is a person's own. */
export function requirePerson(context: RequestContext): Uuid {
  const { actor, userId } = context.identity;
  if (userId === null || actor !== `user/${userId}`)
    throw new ForbiddenError('Only a person can do this, not a program’s token.');
  return userId;
}

async function takeOut(
  context: RequestContext,
  transaction: Transaction,
  member: Member,
  { hasLeft }: { hasLeft: boolean },
): Promise<void> {
  await assertOwnerRemains(transaction, member, hasLeft ? undefined : 'memberId');
  await takeOutMember(transaction, member, {
    tenantId: requireTenant(context).id,
    hasLeft,
    action: hasLeft ? 'member.left' : 'member.removed',
    eventOf: (facts) => newEvent(context, MemberRemoved, facts),
    ...auditFacts(context),
  });
}
