import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { findOrganizations } from '../organizations/organizations.query.ts';
import { requireLiveMode } from '../live-mode.ts';
import { recordSecurityEvent } from '../security-events/record-security-event.query.ts';
import { checkName, Faults } from '../validation.ts';
import type { ApiToken, TokenRole } from './api-token.entity.ts';
import { grantedPermissions } from './granted-permissions.ts';
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
  const role = roleOf(context, organizationId);
  if (role === 'operator' && command.testMode) throw ValidationError.of('testMode', 'The platform has no test mode.');
  const permissions = grantedPermissions(context, role, command.permissions);
  return context.session.transaction(async (transaction) => {
    if (organizationId && !(await findOrganizations(transaction, [organizationId]))[0])
      throw new NotFoundError('The organization', 'organizationId');
    const issued = await issueToken(transaction, {
      tenantId: tenant.id,
      organizationId,
      userId: identity.userId,
      isPersonal: false,
      role,
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
    const details = { apiTokenId: issued.apiToken.id, name, permissions };
    await recordSecurityEvent(transaction, context, { type: 'api_token.created', tenantId: tenant.id, organizationId, details });
    return issued;
  });
}

// The widest of an organization's roles; the listed permissions, always given, narrow it to what the maker may do.
const ORGANIZATION_TOKEN_ROLE: TokenRole = 'owner';

function roleOf(context: RequestContext, organizationId: Uuid | null): TokenRole {
  const { level } = context.identity;
  if (organizationId) return ORGANIZATION_TOKEN_ROLE;
  if (level === 'platform') return 'operator';
  if (level !== 'tenant') throw new ForbiddenError('Only staff of the tenant may make tokens of the tenant.');
  return 'tenant_admin';
}
