import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { MemberRolesChanged } from '../../../contracts/events/organization-events.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { requireLiveMode } from '../live-mode.ts';
import { holdGrantableRoles } from '../roles/hold-grantable-roles.ts';
import { OWNER_ROLE } from '../roles/role.ts';
import { assertNotAbove, assertOwnerRemains, lockMember } from './lock-member.ts';
import { saveMemberRoles, type Member } from './members.query.ts';

/** Gives a member other roles, at once. The caller holds what the member may do, before and after; an owner remains. */
export async function changeMemberRoles(
  context: RequestContext,
  command: { memberId: Uuid; roles: readonly string[] },
): Promise<Member> {
  requireLiveMode(context);
  return context.session.transaction(async (transaction) => {
    const granted = await holdGrantableRoles(context, transaction, { keys: command.roles, field: 'roles' });
    const member = await lockMember(transaction, command.memberId);
    await assertNotAbove(context, transaction, member);
    const roles = granted.map((role) => role.key);
    if (!roles.includes(OWNER_ROLE)) await assertOwnerRemains(transaction, member, 'roles');
    return giveRoles(context, transaction, member, roles);
  });
}

/** Writes a member's roles with event and audit entry; nothing when they are as they were. The organization must be locked. */
export async function giveRoles(
  context: RequestContext,
  transaction: Transaction,
  member: Member,
  roles: readonly string[],
): Promise<Member> {
  const changed: Member = { ...member, roles: [...new Set(roles)].toSorted() };
  if (changed.roles.join() === member.roles.toSorted().join()) return member;
  const { organizationId, userId, email } = member;
  await saveMemberRoles(transaction, changed);
  announceIdentityChange(transaction, 'user', userId);
  transaction.publish(
    newEvent(context, MemberRolesChanged, {
      subject: `organization/${organizationId}`,
      organizationId,
      data: { organizationId, userId, email, before: member.roles, after: changed.roles },
    }),
  );
  transaction.audit({
    ...auditFacts(context),
    action: 'member.roles_changed',
    resourceType: 'member',
    resourceId: member.id,
    organizationId,
    before: { email, roles: member.roles },
    after: { email, roles: changed.roles },
  });
  return changed;
}
