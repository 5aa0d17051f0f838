import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { checkOrganizations } from './check-organizations.ts';
import {
  lockOrganizationCommission,
  replaceOrganizationCommission,
  type OrganizationCommission,
} from './organization-commission.query.ts';
import { rateFaults } from './rate-rules.ts';

/** The rate of one organization, and whether it comes before every other rule. */
export interface SetOrganizationCommission {
  organizationId: Uuid;
  customCommissionRate: string | null;
  commissionOverride: boolean;
}

/** Agrees a commission rate with one organization, for rates priced from now on, in the caller's mode. */
export async function setOrganizationCommission(
  context: RequestContext,
  command: SetOrganizationCommission,
): Promise<OrganizationCommission> {
  requireTenant(context);
  const { organizationId, customCommissionRate, commissionOverride } = command;
  const faults = rateFaults('customCommissionRate', customCommissionRate);
  if (commissionOverride && customCommissionRate === null) {
    faults.push({
      field: 'customCommissionRate',
      code: 'RATE_REQUIRED',
      message: 'An override needs a rate; send 0 to waive the commission.',
    });
  }
  if (faults.length > 0) throw new ValidationError(faults);
  await checkOrganizations(context, [{ field: 'organizationId', id: organizationId }]);
  return context.session.transaction(async (transaction) => {
    const before = await lockOrganizationCommission(transaction, organizationId);
    const after: OrganizationCommission = { organizationId, customRate: customCommissionRate, isOverride: commissionOverride };
    await replaceOrganizationCommission(transaction, {
      ...after,
      id: newId(),
      testMode: context.identity.testMode,
      updatedAt: context.clock.now(),
    });
    transaction.audit({
      action: 'organization_commission.set',
      resourceType: 'organization',
      resourceId: organizationId,
      organizationId,
      before,
      after,
      ...auditFacts(context),
    });
    return after;
  });
}
