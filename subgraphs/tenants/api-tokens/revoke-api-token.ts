import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { recordSecurityEvent } from '../security-events/record-security-event.query.ts';
import type { ApiToken } from './api-token.entity.ts';
import { revokeToken } from './api-tokens.query.ts';
import { holdToken } from './hold-token.ts';

/** Ends a token that may do no more than the caller; doing so again changes nothing. A test token ends test tokens only. */
export async function revokeApiToken(context: RequestContext, id: Uuid): Promise<ApiToken> {
  return context.session.transaction(async (transaction) => {
    const token = await holdToken(transaction, context, id);
    if (token.revokedAt) return token;
    const revokedAt = context.clock.now();
    const revoked = await revokeToken(transaction, id, revokedAt);
    announceIdentityChange(transaction, 'token', id);
    const { tenantId, organizationId, name } = token;
    transaction.audit({
      action: 'api_token.revoked',
      resourceType: 'api_token',
      resourceId: id,
      organizationId,
      before: { revokedAt: null },
      after: { revokedAt },
      ...auditFacts(context),
    });
    const details = { apiTokenId: id, name };
    await recordSecurityEvent(transaction, context, { type: 'api_token.revoked', tenantId, organizationId, details });
    return revoked;
  });
}
