import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { OrganizationDeleted } from '../../../contracts/events/organization-events.ts';
import { revokeTokens } from '../api-tokens/api-tokens.query.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { revokePendingInvitations } from '../invitations/invitations.query.ts';
import { requireLiveMode } from '../live-mode.ts';
import { forgetOrganization } from './directory.query.ts';
import { PURGE_ORGANIZATIONS, restorableUntil } from './organization-grace.ts';
import type { Organization } from './organization.entity.ts';
import { lockOrganization, markOrganizationDeleted } from './organizations.query.ts';

/**
 * Takes an organization out of the world: nobody sees it or acts for it any more, its tokens and invitations end, its slug is
 * free again. For thirty days it can be restored; then its people are removed. What it did stays in the books.
 */
export async function deleteOrganization(context: RequestContext, id: Uuid): Promise<Organization> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  return context.session.transaction(async (transaction) => {
    const organization = await lockOrganization(transaction, id);
    if (!organization) throw new NotFoundError('The organization', 'id');
    const now = context.clock.now();
    await markOrganizationDeleted(transaction, id, now);
    const tokens = await revokeTokens(transaction, { tenantId: tenant.id, organizationId: id, now });
    const invitations = await revokePendingInvitations(transaction, { tenantId: tenant.id, organizationId: id });
    transaction.expectWork({ job: PURGE_ORGANIZATIONS, dueAt: restorableUntil(now), now });
    await forgetOrganization(transaction, id);
    announceIdentityChange(transaction, 'organization', id);
    transaction.publish(
      newEvent(context, OrganizationDeleted, {
        subject: `organization/${id}`,
        organizationId: id,
        data: { organizationId: id },
      }),
    );
    transaction.audit({
      ...auditFacts(context),
      action: 'organization.deleted',
      resourceType: 'organization',
      resourceId: id,
      organizationId: id,
      before: { name: organization.name, slug: organization.slug },
      after: { revokedTokens: tokens.length, revokedInvitations: invitations },
    });
    return organization;
  });
}
