import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ForbiddenError, NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { lockOrganization } from '../organizations/organizations.query.ts';
import { holdsAll } from '../roles/hold-grantable-roles.ts';
import { OWNER_ROLE } from '../roles/role.ts';
import { findRoles } from '../roles/roles.query.ts';
import { LastOwnerError } from './members.errors.ts';
import { countOtherOwners, findMember, type Member } from './members.query.ts';

/** The member, with the organization locked: who is in it does not change until the transaction ends. */
export async function lockMember(transaction: Transaction, id: Uuid): Promise<Member> {
  const seen = await findMember(transaction, id);
  const organization = seen && (await lockOrganization(transaction, seen.organizationId));
  // Read again: it may have changed while we waited for the lock.
  const member = organization && (await findMember(transaction, id));
  if (!member) throw new NotFoundError('The member', 'memberId');
  return member;
}

/** Throws a ForbiddenError unless the caller holds whatever the member may do: nobody acts upon those above them. */
export async function assertNotAbove(context: RequestContext, transaction: Transaction, member: Member): Promise<void> {
  const roles = await findRoles(transaction, requireTenant(context).id, member.roles);
  if (roles.every((role) => holdsAll(context, role.permissions))) return;
  throw new ForbiddenError('This member may do more than you may; somebody who holds their permissions can do this.');
}

/** Throws a LastOwnerError when the member is the only owner. The organization must be locked. */
export async function assertOwnerRemains(transaction: Transaction, member: Member, field?: string): Promise<void> {
  if (member.roles.includes(OWNER_ROLE) && (await countOtherOwners(transaction, member)) === 0) throw new LastOwnerError(field);
}
