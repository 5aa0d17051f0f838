import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError, NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import type { ApiToken } from './api-token.entity.ts';
import { revokeToken } from './api-tokens.query.ts';
import { tokenPermissions } from './token-permissions.ts';

/** Ends a token that may do no more than the caller; doing so again changes nothing. A test token ends test tokens only. */
export async function revokeApiToken(context: RequestContext, id: Uuid): Promise<ApiToken> {
  const tenant = requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const now = context.clock.now();
    const token = await revokeToken(transaction, {
      id,
      tenantId: tenant.id,
      organizationId: context.identity.organizationId,
      isTestOnly: context.identity.testMode,
      now,
    });
    if (!token) throw new NotFoundError('The token', 'id');
    const { permissions } = context.identity;
    if (!tokenPermissions(token).every((permission) => permissions.includes(permission)))
      throw new ForbiddenError('This token may do more than you may; somebody who holds its permissions can end it.');
    if (token.revokedAt?.getTime() === now.getTime()) {
      announceIdentityChange(transaction, 'token', id);
      transaction.audit({
        action: 'api_token.revoked',
        resourceType: 'api_token',
        resourceId: id,
        organizationId: token.organizationId,
        before: { revokedAt: null },
        after: { revokedAt: now },
        ...auditFacts(context),
      });
    }
    return token;
  });
}
