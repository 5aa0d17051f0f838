import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { voidedPosting } from '../credits/credit-postings.ts';
import { findGrants, lockBalanceOfGrant, type CreditGrant } from '../credits/grant.query.ts';
import { takeOutOfGrant } from '../credits/take-out-of-grant.ts';

const LONGEST_REASON = 500;

/** Credits to be taken back. */
export interface VoidGrant {
  grantId: Uuid;
  reason: string;
}

/** Takes back what is left of a grant; what is spent or reserved of it stays. Of one that has nothing left nothing changes. */
export async function voidGrant(context: RequestContext, command: VoidGrant): Promise<CreditGrant> {
  const reason = command.reason.trim();
  if (reason.length === 0 || reason.length > LONGEST_REASON)
    throw ValidationError.of('reason', `Say why, in 1 to ${LONGEST_REASON} characters.`);
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfGrant(transaction, command.grantId);
    if (!owner) throw new NotFoundError('The grant', 'creditGrantId');
    const now = context.clock.now();
    const taken = await takeOutOfGrant(context, transaction, { owner, grantId: command.grantId, now });
    if (taken) {
      const voidId = newId();
      const place = { ...owner, causeId: voidId, currency: taken.currency, occurredAt: now };
      await taken.post([voidedPosting(place, { grantId: command.grantId, kind: taken.kind, amount: taken.amount })]);
      transaction.audit({
        action: 'credits.voided',
        resourceType: 'credit_grant',
        resourceId: command.grantId,
        organizationId: owner.organizationId,
        after: { entityId: owner.entityId, voidId, voided: taken.amount, currency: taken.currency, reason },
        ...auditFacts(context),
      });
    }
    return (await findGrants(transaction, [command.grantId]))[0]!;
  });
}
