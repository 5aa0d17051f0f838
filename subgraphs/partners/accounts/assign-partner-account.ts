import { LockMode } from '@mikro-orm/core';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { FindOrganizations } from '../../../contracts/operations/organization-operations.ts';
import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { encodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { PartnerEntity } from '../partners/partner.entity.ts';
import { OrganizationHasPartnerError, PartnerSuspendedError } from './accounts.errors.ts';
import { PartnerAccountEntity, type PartnerAccount, type PartnerRelationship } from './partner-account.entity.ts';

/** Which organization belongs to which partner from now on. */
export interface AssignPartnerAccount {
  partnerId: Uuid;
  organizationId: Uuid;
  relationship: PartnerRelationship;
}

/** Gives an organization to a partner from now on; of several at once for one organization exactly one succeeds. */
export async function assignPartnerAccount(context: RequestContext, command: AssignPartnerAccount): Promise<PartnerAccount> {
  requireTenant(context);
  await assertOrganizationExists(context, command.organizationId);
  const { testMode } = context.identity;
  return onUniqueViolation(
    'partner_accounts_active',
    () => new OrganizationHasPartnerError(),
    () =>
      context.session.transaction(async (transaction) => {
        // Locked, so that a suspension at the same moment comes before or after, never between.
        const partner = await transaction.em.findOne(
          PartnerEntity,
          { id: command.partnerId, testMode },
          { lockMode: LockMode.PESSIMISTIC_READ },
        );
        if (!partner) throw new NotFoundError('The partner', 'partnerId');
        if (partner.status === 'suspended') throw new PartnerSuspendedError();
        const account = transaction.em.create(PartnerAccountEntity, {
          id: newId(),
          testMode,
          ...command,
          startedAt: context.clock.now(),
          endedAt: null,
        });
        await transaction.em.flush();
        transaction.audit({
          action: 'partner_account.assigned',
          resourceType: 'partner_account',
          resourceId: account.id,
          organizationId: account.organizationId,
          after: { partnerId: account.partnerId, organizationId: account.organizationId, relationship: account.relationship },
          ...auditFacts(context),
        });
        return account;
      }),
  );
}

async function assertOrganizationExists(context: RequestContext, organizationId: Uuid): Promise<void> {
  const [organization] = await context.operations.call(FindOrganizations, [
    { __typename: 'Organization', id: encodeId(ID_PREFIX.organization, organizationId) },
  ]);
  if (!organization) throw new NotFoundError('The organization', 'organizationId');
}
