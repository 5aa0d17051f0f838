import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { recordSecurityEvent } from '../security-events/record-security-event.query.ts';
import { checkName, Faults } from '../validation.ts';
import type { ApiToken } from './api-token.entity.ts';
import { updateToken } from './api-tokens.query.ts';
import { grantedPermissions } from './granted-permissions.ts';
import { holdToken, requireNotRevoked } from './hold-token.ts';

/** What to change; what is left out stays. */
export interface UpdateApiToken {
  id: Uuid;
  name?: string | null | undefined;
  permissions?: readonly string[] | null | undefined;
  /** Null for never. */
  expiresAt?: Date | null | undefined;
}

/** Changes a token that may do no more than the caller, into one that may not either; gateways know at once. */
export async function updateApiToken(context: RequestContext, command: UpdateApiToken): Promise<ApiToken> {
  const faults = new Faults();
  const name = typeof command.name === 'string' ? faults.collect(checkName('name', command.name)) : undefined;
  faults.throwIfAny();
  if (command.expiresAt && command.expiresAt <= context.clock.now())
    throw ValidationError.of('expiresAt', 'To end a token now, revoke it.');
  return context.session.transaction(async (transaction) => {
    const token = await holdToken(transaction, context, command.id);
    requireNotRevoked(token);
    const before = { name: token.name, permissions: token.permissions, expiresAt: token.expiresAt };
    const after = {
      name: name ?? token.name,
      permissions: command.permissions ? grantedPermissions(context, token.role, command.permissions) : token.permissions,
      expiresAt: command.expiresAt === undefined ? token.expiresAt : command.expiresAt,
    };
    const updated = await updateToken(transaction, token.id, after);
    announceIdentityChange(transaction, 'token', token.id);
    const { tenantId, organizationId } = token;
    transaction.audit({
      action: 'api_token.updated',
      resourceType: 'api_token',
      resourceId: token.id,
      organizationId,
      before,
      after,
      ...auditFacts(context),
    });
    const details = { apiTokenId: token.id, name: after.name };
    await recordSecurityEvent(transaction, context, { type: 'api_token.updated', tenantId, organizationId, details });
    return updated;
  });
}
