import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { ForbiddenError, UnauthenticatedError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Identity } from '../../../contracts/identity/identity.ts';
import { tokenPermissions } from '../api-tokens/token-permissions.ts';
import { findTokenOwner, type TokenOwner } from '../api-tokens/api-tokens.query.ts';
import { findOrganizations } from '../organizations/organizations.query.ts';

/** The tenant is suspended: nobody of it may do anything. */
export class TenantSuspendedError extends DomainError {
  readonly code = 'TENANT_SUSPENDED';

  constructor() {
    super('This tenant is suspended; its administrator knows more.');
  }
}

/** Who holds the token, and in whose name the request is made. */
export async function resolveIdentity(
  context: RequestContext,
  request: { tokenHash: string; organizationId: Uuid | null },
): Promise<Identity> {
  const owner = await findTokenOwner(context.openSession(NO_SCOPE), request.tokenHash);
  if (!owner || owner.revokedAt || (owner.expiresAt && owner.expiresAt <= context.clock.now())) {
    throw new UnauthenticatedError('The token is unknown, expired or revoked.');
  }
  if (owner.tenantStatus === 'suspended') throw new TenantSuspendedError();
  return {
    actor: owner.isPersonal ? `user/${owner.userId}` : `token/${owner.id}`,
    level: levelOf(owner),
    userId: owner.userId,
    tenant: { id: owner.tenantId, schema: owner.schemaName },
    organizationId: await organizationOf(context, owner, request.organizationId),
    partnerId: owner.partnerId,
    testMode: owner.testMode,
    permissions: tokenPermissions(owner),
    plan: owner.plan,
  };
}

function levelOf(owner: TokenOwner): Identity['level'] {
  if (owner.role === 'operator') return 'platform';
  if (owner.role === 'partner') return 'partner';
  return owner.organizationId ? 'organization' : 'tenant';
}

// Staff of a tenant may speak for any of its organizations; a token of an organization for that one only.
async function organizationOf(context: RequestContext, owner: TokenOwner, asked: Uuid | null): Promise<Uuid | null> {
  if (!asked || asked === owner.organizationId) return owner.organizationId;
  const isStaff = owner.role === 'tenant_admin' && owner.organizationId === null;
  const session = context.openSession({
    tenant: { id: owner.tenantId, schema: owner.schemaName },
    organization: 'all',
    testMode: owner.testMode,
  });
  if (!isStaff || !(await findOrganizations(session, [asked]))[0]) {
    throw new ForbiddenError('The organization of the x-organization-id header is not one you may act for.');
  }
  return asked;
}
