import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { ORGANIZATION_ROLES, TENANT_ADMIN_PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { findOrganizations } from '../organizations/organizations.query.ts';
import { requireLiveMode } from '../live-mode.ts';
import { checkName, Faults } from '../validation.ts';
import type { ApiToken, TokenRole } from './api-token.entity.ts';
import { issueToken } from './issue-token.ts';

/** What the token is for. */
export interface CreateApiToken {
  name: string;
  testMode: boolean;
  /** The organization it acts for; the caller's own when left out. */
  organizationId?: Uuid | undefined;
  /** At most the caller's own permissions; all of them when left out. */
  permissions?: readonly string[] | null | undefined;
  expiresAt?: Date | null | undefined;
}

/** Makes a token that can never do more than whoever made it; a live one takes a live one to make. */
export async function createApiToken(
  context: RequestContext,
  command: CreateApiToken,
): Promise<{ apiToken: ApiToken; token: string }> {
  const tenant = requireTenant(context);
  const { identity } = context;
  if (!command.testMode) requireLiveMode(context);
  const faults = new Faults();
  const name = faults.collect(checkName('name', command.name));
  faults.throwIfAny();
  if (command.expiresAt && command.expiresAt <= context.clock.now())
    throw ValidationError.of('expiresAt', 'The token would have expired already.');
  const organizationId = command.organizationId ?? identity.organizationId;
  const permissions = allowedPermissions(context, command.permissions, organizationId);
  return context.session.transaction(async (transaction) => {
    if (organizationId && !(await findOrganizations(transaction, [organizationId]))[0])
      throw new NotFoundError('The organization', 'organizationId');
    const issued = await issueToken(transaction, {
      tenantId: tenant.id,
      organizationId,
      userId: identity.userId,
      isPersonal: false,
      role: organizationId ? ORGANIZATION_TOKEN_ROLE : 'tenant_admin',
      permissions,
      name,
      testMode: command.testMode,
      expiresAt: command.expiresAt ?? null,
      createdBy: identity.actor,
      createdAt: context.clock.now(),
    });
    transaction.audit({
      action: 'api_token.created',
      resourceType: 'api_token',
      resourceId: issued.apiToken.id,
      organizationId,
      after: { name, testMode: command.testMode, permissions, expiresAt: command.expiresAt ?? null },
      ...auditFacts(context),
    });
    return issued;
  });
}

// The widest of an organization's roles; the listed permissions, always given, narrow it to what the maker may do.
const ORGANIZATION_TOKEN_ROLE: TokenRole = 'owner';

function allowedPermissions(
  context: RequestContext,
  asked: readonly string[] | null | undefined,
  organizationId: Uuid | null,
): string[] {
  const grantable: readonly string[] = organizationId ? ORGANIZATION_ROLES.owner : TENANT_ADMIN_PERMISSIONS;
  const own = context.identity.permissions.filter((permission) => grantable.includes(permission));
  if (context.identity.level === 'platform')
    throw new ForbiddenError('Tokens of the platform are made by its own administration.');
  if (!organizationId && context.identity.level !== 'tenant')
    throw new ForbiddenError('Only staff of the tenant may make tokens of the tenant.');
  const missing = (asked ?? []).filter((permission) => !own.includes(permission));
  if (missing.length > 0)
    throw ValidationError.of(
      'permissions',
      `A token of yours cannot hold ${missing.slice(0, 5).join(', ')}.`,
      'PERMISSION_NOT_HELD',
    );
  return [...new Set(asked ?? own)].toSorted();
}
