import { auditFacts, hasPermission, type RequestContext } from '../../../platform/context/request-context.ts';
import { ConflictError, ForbiddenError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { organizationToChange } from '../caller-organization.ts';
import { JOB_NAMES } from '../job-names.ts';
import { assertPersonBelongs } from '../people.ts';
import type { MembershipKind, OrganizationMembership } from './organization-membership.ts';
import { lockMembership, saveMembership } from './organization-memberships.query.ts';

/** What is to hold for a person in an organization; what is left out stays. */
export interface SetOrganizationMembership {
  organizationId?: Uuid | null | undefined;
  userId: Uuid;
  kind?: MembershipKind | null | undefined;
  hasSeat?: boolean | null | undefined;
  /** When a contractor leaves; null for no date. */
  endsAt?: Date | null | undefined;
}

/**
 * Says what a person of an organization is in it: an employee, or a contractor who leaves at a date. From then on they spend nothing of it, and soon after they
 * are out of its teams and entities and of the organization itself: a date is for owners and the tenant's staff. People are in both modes, so that it needs live mode.
 */
export async function setOrganizationMembership(
  context: RequestContext,
  command: SetOrganizationMembership,
): Promise<OrganizationMembership> {
  if (context.identity.testMode)
    throw new ConflictError('This has its effect in live mode too; use a live token.', { code: 'LIVE_MODE_ONLY' });
  if (command.endsAt) requirePeopleAuthority(context);
  const organizationId = organizationToChange(context, command.organizationId);
  const { userId } = command;
  await assertPersonBelongs(context, { organizationId, userId });
  return context.session.transaction(async (transaction) => {
    const now = context.clock.now();
    const before = await lockMembership(transaction, { organizationId, userId });
    const kind = command.kind ?? before?.kind ?? 'employee';
    const endsAt = endOf(kind, command.endsAt === undefined ? (before?.endedAt ? null : before?.endsAt) : command.endsAt, now);
    const after = await saveMembership(transaction, {
      id: before?.id ?? newId(),
      organizationId,
      userId,
      kind,
      hasSeat: command.hasSeat ?? before?.hasSeat ?? false,
      endsAt,
      endedAt: null,
      createdAt: before?.createdAt ?? now,
    });
    if (endsAt) transaction.expectWork({ job: JOB_NAMES.endMemberships, dueAt: endsAt, now });
    transaction.audit({
      action: before ? 'organization_membership.changed' : 'organization_membership.set',
      resourceType: 'user',
      resourceId: userId,
      organizationId,
      before: before ?? null,
      after,
      ...auditFacts(context),
    });
    return after;
  });
}

// A date takes people out of the organization, whoever they are: not for those who look after its bills alone.
function requirePeopleAuthority(context: RequestContext): void {
  if (!hasPermission(context, 'manage_org_owner') && !hasPermission(context, 'manage_tenant'))
    throw new ForbiddenError(
      'To say when somebody leaves needs the permission manage_org_owner, or manage_tenant of the tenant’s staff.',
    );
}

function endOf(kind: MembershipKind, endsAt: Date | null | undefined, now: Date): Date | null {
  if (!endsAt || kind === 'employee') {
    if (endsAt) throw ValidationError.of('endsAt', 'Only a contractor leaves at a date.');
    return null;
  }
  if (endsAt <= now)
    throw ValidationError.of('endsAt', 'The date lies in the future; to let somebody go at once, remove the member.');
  return endsAt;
}
