import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { OrganizationUpdated } from '../../../contracts/events/organization-events.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { requireLiveMode } from '../live-mode.ts';
import { checkName, checkSlug, Faults } from '../validation.ts';
import { recordOrganization } from './directory.query.ts';
import type { Organization } from './organization.entity.ts';
import { lockOrganization, saveOrganization } from './organizations.query.ts';
import { withUniqueSlug } from './unique-slug.ts';

/** What to change about an organization; what is left out stays. */
export interface UpdateOrganization {
  id: Uuid;
  name?: string | null | undefined;
  slug?: string | null | undefined;
}

/** Gives an organization another name or slug; when both are as they were, nothing is written. */
export async function updateOrganization(context: RequestContext, command: UpdateOrganization): Promise<Organization> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  return withUniqueSlug(context.session, async (transaction) => {
    const before = await lockOrganization(transaction, command.id);
    if (!before) throw new NotFoundError('The organization', 'id');
    const faults = new Faults();
    const name = faults.collect(checkName('name', command.name ?? before.name));
    const slug = faults.collect(checkSlug('slug', command.slug ?? before.slug));
    faults.throwIfAny();
    if (name === before.name && slug === before.slug) return before;
    const organization: Organization = { ...before, name, slug, updatedAt: context.clock.now() };
    await saveOrganization(transaction, organization);
    await recordOrganization(transaction, { ...organization, tenantId: tenant.id });
    announceIdentityChange(transaction, 'organization', command.id);
    transaction.publish(
      newEvent(context, OrganizationUpdated, {
        subject: `organization/${command.id}`,
        organizationId: command.id,
        data: { organizationId: command.id, name, slug },
      }),
    );
    transaction.audit({
      ...auditFacts(context),
      action: 'organization.updated',
      resourceType: 'organization',
      resourceId: command.id,
      organizationId: command.id,
      before: { name: before.name, slug: before.slug },
      after: { name, slug },
    });
    return organization;
  });
}
