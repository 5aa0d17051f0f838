import { LockMode } from '@mikro-orm/core';
import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { PartnerAccountEndedError } from './accounts.errors.ts';
import { PartnerAccountEntity, type PartnerAccount } from './partner-account.entity.ts';

/** Ends an account now: invoices paid later earn no commission, and another partner can have the organization. */
export async function endPartnerAccount(context: RequestContext, accountId: Uuid): Promise<PartnerAccount> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const account = await transaction.em.findOne(
      PartnerAccountEntity,
      { id: accountId, testMode: context.identity.testMode },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!account) throw new NotFoundError('The partner account', 'id');
    if (account.endedAt) throw new PartnerAccountEndedError();
    account.endedAt = context.clock.now();
    transaction.audit({
      action: 'partner_account.ended',
      resourceType: 'partner_account',
      resourceId: account.id,
      organizationId: account.organizationId,
      before: { partnerId: account.partnerId, endedAt: null },
      after: { partnerId: account.partnerId, endedAt: account.endedAt },
      ...auditFacts(context),
    });
    return account;
  });
}
