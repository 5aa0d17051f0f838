import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { requireLiveMode } from '../live-mode.ts';
import { OWNER_ROLE } from '../roles/role.ts';
import { giveRoles } from './change-member-roles.ts';
import { lockMember } from './lock-member.ts';
import { findMember, findMemberOfUser, type Member } from './members.query.ts';

const ADMIN_ROLE = 'admin';

/** To whom an organization is handed over, and by whom. */
export interface TransferOwnership {
  /** Who becomes owner. */
  memberId: Uuid;
  /** Whose ownership ends; the caller's own when left out. */
  fromMemberId?: Uuid | undefined;
}

/** Makes one member an owner in the place of another, who becomes an admin, both in one transaction. */
export async function transferOwnership(
  context: RequestContext,
  command: TransferOwnership,
): Promise<{ owner: Member; former: Member }> {
  requireLiveMode(context);
  return context.session.transaction(async (transaction) => {
    const successor = await lockMember(transaction, command.memberId);
    const { organizationId } = successor;
    const { userId } = context.identity;
    const former = command.fromMemberId
      ? await findMember(transaction, command.fromMemberId)
      : userId && (await findMemberOfUser(transaction, { organizationId, userId }));
    if (!former || former.organizationId !== organizationId || !former.roles.includes(OWNER_ROLE))
      throw new NotFoundError('An owner of this organization who hands over', 'fromMemberId');
    if (former.id === successor.id) throw ValidationError.of('memberId', 'Name somebody else than the present owner.');
    const kept = former.roles.filter((role) => role !== OWNER_ROLE);
    return {
      owner: await giveRoles(context, transaction, successor, [...successor.roles, OWNER_ROLE]),
      former: await giveRoles(context, transaction, former, [...kept, ADMIN_ROLE]),
    };
  });
}
