import { hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ApiToken } from './api-token.entity.ts';
import { lockToken } from './api-tokens.query.ts';
import { presentPermissions } from './token-permissions.ts';

/** Locks a token that the caller may change: one in view that may do no more than the caller; a test token reaches test tokens only. */
export async function holdToken(transaction: Transaction, context: RequestContext, id: Uuid): Promise<ApiToken> {
  const { organizationId, permissions, testMode } = context.identity;
  const token = await lockToken(transaction, { id, tenantId: requireTenant(context).id, organizationId, isTestOnly: testMode });
  if (!token) throw new NotFoundError('The token', 'id');
  const isWithin = presentPermissions(token).every((permission) => permissions.includes(permission));
  const isOwnPartners = token.role === 'partner' && hasPermission(context, 'manage_partners');
  if (!isWithin && !isOwnPartners)
    throw new ForbiddenError('This token may do more than you may; somebody who holds its permissions can change or end it.');
  return token;
}

/** Throws TOKEN_ENDED for a token that was revoked: nothing about it can be changed. */
export function requireNotRevoked(token: ApiToken): void {
  if (token.revokedAt) throw new ConflictError('This token was revoked; make a new one.', { field: 'id', code: 'TOKEN_ENDED' });
}
