import { auditFacts, hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { MemberInvited } from '../../../contracts/events/organization-events.ts';
import { ORGANIZATION_ROLES, type OrganizationRole } from '../../../contracts/identity/permissions.ts';
import type { Organization } from '../organizations/organization.entity.ts';
import { findOrganizations } from '../organizations/organizations.query.ts';
import { findMemberEmails } from '../organizations/members.query.ts';
import { requireLiveMode } from '../live-mode.ts';
import { checkEmail, Faults } from '../validation.ts';
import { invite, type IssuedInvitation } from './invite.ts';

const MOST_AT_ONCE = 50;

/** Whom to invite, and as what. */
export interface SendOrganizationInvites {
  organizationId: Uuid;
  emails: readonly string[];
  role: OrganizationRole;
}

/**
 * Invites people into an organization: all of them or, when one address is faulty or a member already, none. Nobody hands
 * out more than they hold: a role with a permission that the caller lacks is refused.
 */
export async function sendOrganizationInvites(
  context: RequestContext,
  command: SendOrganizationInvites,
): Promise<{ organization: Organization; invitations: IssuedInvitation[] }> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  checkRole(context, command.role);
  if (command.emails.length < 1 || command.emails.length > MOST_AT_ONCE)
    throw ValidationError.of('emails', `Name 1 to ${MOST_AT_ONCE} e-mail addresses.`);
  const faults = new Faults();
  const emails = [...new Set(command.emails.map((email, index) => faults.collect(checkEmail(`emails.${index}`, email))))];
  faults.throwIfAny();
  return onUniqueViolation(
    'invitations_one_pending',
    () => new ConflictError('One of them has a pending invitation already.', { field: 'emails', code: 'ALREADY_INVITED' }),
    () =>
      context.session.transaction(async (transaction) => {
        const [organization] = await findOrganizations(transaction, [command.organizationId]);
        if (!organization) throw new NotFoundError('The organization', 'organizationId');
        const [known] = await findMemberEmails(transaction, organization.id, emails);
        if (known) throw new ConflictError(`${known} is a member already.`, { field: 'emails', code: 'ALREADY_MEMBER' });
        const invitations: IssuedInvitation[] = [];
        for (const email of emails) {
          const issued = await invite(transaction, context, {
            tenantId: tenant.id,
            organizationId: organization.id,
            email,
            role: command.role,
          });
          invitations.push(issued);
          const { id } = issued.invitation;
          transaction.publish(
            newEvent(context, MemberInvited, {
              subject: `organization/${organization.id}`,
              organizationId: organization.id,
              data: { invitationId: id, organizationId: organization.id, email, role: command.role },
            }),
          );
          transaction.audit({
            action: 'member.invited',
            resourceType: 'invitation',
            resourceId: id,
            organizationId: organization.id,
            after: { email, role: command.role },
            ...auditFacts(context),
          });
        }
        return { organization, invitations };
      }),
  );
}

function checkRole(context: RequestContext, role: OrganizationRole): void {
  if (ORGANIZATION_ROLES[role].every((permission) => hasPermission(context, permission))) return;
  throw ValidationError.of('role', `Inviting as ${role} needs every permission of that role.`, 'PERMISSION_NOT_HELD');
}
