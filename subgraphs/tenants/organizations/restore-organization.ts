import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { OrganizationRestored } from '../../../contracts/events/organization-events.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { requireLiveMode } from '../live-mode.ts';
import { checkSlug, Faults } from '../validation.ts';
import { lockDeletedOrganization, rememberPeople, unmarkOrganizationDeleted } from './deleted-organizations.query.ts';
import { recordOrganization } from './directory.query.ts';
import { restorableUntil } from './organization-grace.ts';
import type { Organization } from './organization.entity.ts';
import { OrganizationGraceOverError } from './organizations.errors.ts';
import { withUniqueSlug } from './unique-slug.ts';

/** A deleted organization, and the slug it is to have when its own went to another. */
export interface RestoreOrganization {
  id: Uuid;
  slug?: string | null | undefined;
}

/**
 * Brings a deleted organization back within its grace, with its people and their roles, disabled when it was disabled before. Its
 * tokens and invitations stay ended.
 */
export async function restoreOrganization(context: RequestContext, command: RestoreOrganization): Promise<Organization> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  return withUniqueSlug(context.session, async (transaction) => {
    const deleted = await lockDeletedOrganization(transaction, command.id);
    if (!deleted) throw new NotFoundError('The organization', 'id');
    const now = context.clock.now();
    if (deleted.purgedAt || restorableUntil(deleted.deletedAt) <= now) throw new OrganizationGraceOverError();
    const faults = new Faults();
    const slug = faults.collect(checkSlug('slug', command.slug ?? deleted.slug));
    faults.throwIfAny();
    const isActive = deleted.disabledAt === null;
    await unmarkOrganizationDeleted(transaction, { id: deleted.id, slug, isActive, now });
    const organization: Organization = { ...deleted, slug, isActive, updatedAt: now, deletedAt: null };
    await recordOrganization(transaction, { ...organization, tenantId: tenant.id });
    const members = await rememberPeople(transaction, { tenantId: tenant.id, organizationId: deleted.id });
    announceIdentityChange(transaction, 'organization', deleted.id);
    const about = { subject: `organization/${deleted.id}`, organizationId: deleted.id };
    transaction.publish(newEvent(context, OrganizationRestored, { ...about, data: { organizationId: deleted.id } }));
    transaction.audit({
      ...auditFacts(context),
      action: 'organization.restored',
      resourceType: 'organization',
      resourceId: deleted.id,
      organizationId: deleted.id,
      before: { deletedAt: deleted.deletedAt, slug: deleted.slug },
      after: { slug, isActive, members },
    });
    return organization;
  });
}
