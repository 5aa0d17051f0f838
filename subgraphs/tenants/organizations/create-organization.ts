import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { ConflictError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import { checkEmail, checkName, checkSlug, Faults, slugOf } from '../validation.ts';
import { invite, type IssuedInvitation } from '../invitations/invite.ts';
import { requireLiveMode } from '../live-mode.ts';
import { recordOrganization } from './directory.query.ts';
import { OrganizationEntity, type Organization } from './organization.entity.ts';

/** What a new organization is made of. */
export interface CreateOrganization {
  name: string;
  /** Made of the name when left out. */
  slug?: string | null | undefined;
  /** Invited as the organization's owner when given. */
  ownerEmail?: string | null | undefined;
}

/** Makes an organization in the caller's tenant and invites its owner. */
export async function createOrganization(
  context: RequestContext,
  command: CreateOrganization,
): Promise<{ organization: Organization; invitation: IssuedInvitation | null }> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  const faults = new Faults();
  const name = faults.collect(checkName('name', command.name));
  const slug = faults.collect(checkSlug('slug', command.slug ?? slugOf(command.name.slice(0, 200))));
  const ownerEmail = command.ownerEmail ? faults.collect(checkEmail('ownerEmail', command.ownerEmail)) : null;
  faults.throwIfAny();
  return onUniqueViolation(
    'organizations_slug',
    () => new ConflictError(`An organization with the slug "${slug}" exists already.`, { field: 'slug', code: 'SLUG_TAKEN' }),
    () =>
      context.session.transaction(async (transaction) => {
        const organization = transaction.em.create(OrganizationEntity, {
          id: newId(),
          name,
          slug,
          isActive: true,
          createdAt: context.clock.now(),
        });
        await transaction.em.flush();
        await recordOrganization(transaction, { ...organization, tenantId: tenant.id });
        const invitation = ownerEmail
          ? await invite(transaction, context, {
              tenantId: tenant.id,
              organizationId: organization.id,
              email: ownerEmail,
              role: 'owner',
            })
          : null;
        transaction.publish(
          newEvent(context, OrganizationCreated, {
            subject: `organization/${organization.id}`,
            organizationId: organization.id,
            data: { organizationId: organization.id, name, slug },
          }),
        );
        transaction.audit({
          action: 'organization.created',
          resourceType: 'organization',
          resourceId: organization.id,
          organizationId: organization.id,
          after: { name, slug, ownerEmail },
          ...auditFacts(context),
        });
        return { organization, invitation };
      }),
  );
}
