import { auditFacts, hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { reviveFailedEmail, type OutboundEmail } from './outbound-emails.query.ts';

/** The tenant whose mail the caller may see; null for operators, who see all of it. */
export function mailTenant(context: RequestContext): Uuid | null {
  return hasPermission(context, 'manage_system') ? null : requireTenant(context).id;
}

/** Has an e-mail that was given up tried again, as if it were new. */
export async function retryOutboundEmail(context: RequestContext, id: Uuid): Promise<OutboundEmail> {
  return context.session.transaction(async (transaction) => {
    const email = await reviveFailedEmail(transaction, { id, tenantId: mailTenant(context), now: context.clock.now() });
    if (!email) throw new NotFoundError('A failed e-mail with this id', 'id');
    transaction.audit({
      action: 'outbound_email.retried',
      resourceType: 'outbound_email',
      resourceId: id,
      organizationId: email.organizationId,
      after: { kind: email.kind, recipient: email.recipient },
      ...auditFacts(context),
    });
    return email;
  });
}
