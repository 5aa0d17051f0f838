import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { OrganizationActivated, OrganizationSuspended } from '../../../contracts/events/organization-events.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { requireLiveMode } from '../live-mode.ts';
import { checkRemark, Faults } from '../validation.ts';
import { recordOrganization } from './directory.query.ts';
import type { Organization } from './organization.entity.ts';
import { lockOrganization, saveOrganization } from './organizations.query.ts';

/** Keeps the people and tokens of an organization from doing anything, at once; doing so again changes nothing. */
export async function disableOrganization(
  context: RequestContext,
  command: { id: Uuid; reason?: string | null | undefined },
): Promise<Organization> {
  const faults = new Faults();
  const reason = faults.collect(checkRemark('reason', command.reason));
  faults.throwIfAny();
  return setActivity(context, command.id, { isActive: false, reason });
}

/** Lets a disabled organization act again; doing so again changes nothing. */
export async function enableOrganization(context: RequestContext, id: Uuid): Promise<Organization> {
  return setActivity(context, id, { isActive: true, reason: null });
}

async function setActivity(
  context: RequestContext,
  id: Uuid,
  { isActive, reason }: { isActive: boolean; reason: string | null },
): Promise<Organization> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  return context.session.transaction(async (transaction) => {
    const before = await lockOrganization(transaction, id);
    if (!before) throw new NotFoundError('The organization', 'id');
    if (before.isActive === isActive) return before;
    const now = context.clock.now();
    const disabledAt = isActive ? null : now;
    const organization: Organization = { ...before, isActive, disabledAt, disabledReason: reason, updatedAt: now };
    await saveOrganization(transaction, organization);
    await recordOrganization(transaction, { ...organization, tenantId: tenant.id });
    announceIdentityChange(transaction, 'organization', id);
    const about = { subject: `organization/${id}`, organizationId: id };
    transaction.publish(
      isActive
        ? newEvent(context, OrganizationActivated, { ...about, data: { organizationId: id } })
        : newEvent(context, OrganizationSuspended, { ...about, data: { organizationId: id, reason } }),
    );
    transaction.audit({
      ...auditFacts(context),
      action: isActive ? 'organization.activated' : 'organization.suspended',
      resourceType: 'organization',
      resourceId: id,
      organizationId: id,
      before: { isActive: before.isActive, reason: before.disabledReason },
      after: { isActive, reason },
    });
    return organization;
  });
}
