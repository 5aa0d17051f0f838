import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { ForbiddenError, UnauthenticatedError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { identitySubject } from '../../../contracts/identity/identity-changes.ts';
import { featuresOf } from '../../../contracts/identity/features.ts';
import type { Identity } from '../../../contracts/identity/identity.ts';
import { presentPermissions } from '../api-tokens/token-permissions.ts';
import type { TokenRole } from '../api-tokens/api-token.entity.ts';
import { OrganizationDisabledError, TenantDeletedError, TenantSuspendedError } from './identity.errors.ts';
import { findSessionHolder, findTokenHolder, type TokenHolder } from './identity.query.ts';

/** An identity with what gateways need to know to remember it. */
export interface ResolvedIdentity {
  identity: Identity;
  /** What it depends on; whatever changes one of these announces it. */
  subjects: string[];
  /** When it ends by itself; null for never. */
  expiresAt: Date | null;
  /** The networks from which it may be used; null for all. */
  allowedIpRanges: string[] | null;
}

type Member = TokenHolder & { role: TokenRole };

/** A token to look up, and the place that the request names. */
export interface ResolveIdentity {
  tokenHash: string;
  /** Whether it is the access token of a session. */
  isSession: boolean;
  organizationId: Uuid | null;
  tenantId: Uuid | null;
}

/** Who holds the token, and in whose name the request is made; found in one statement. */
export async function resolveIdentity(context: RequestContext, request: ResolveIdentity): Promise<ResolvedIdentity> {
  const holder = await findHolder(context, request);
  if (holder.tenantStatus === 'suspended') throw new TenantSuspendedError();
  if (holder.tenantStatus !== 'active') throw new TenantDeletedError();
  if (holder.organizationId && !holder.isOrganizationActive) throw new OrganizationDisabledError();
  const organizationId = organizationOf(holder, request.organizationId);
  return {
    identity: {
      actor: holder.isPersonal ? `user/${holder.userId}` : `token/${holder.id}`,
      level: levelOf(holder),
      userId: holder.userId,
      ...(holder.isSession ? { sessionId: holder.id } : {}),
      tenant: { id: holder.tenantId, schema: holder.schemaName },
      organizationId,
      partnerId: holder.partnerId,
      testMode: holder.testMode,
      permissions: presentPermissions(holder),
      plan: holder.plan,
      ...(holder.role === 'operator' ? {} : { features: featuresOf({ plan: holder.plan, flags: holder.featureFlags }) }),
    },
    subjects: subjectsOf(holder, organizationId),
    expiresAt: holder.expiresAt,
    allowedIpRanges: holder.allowedIpRanges,
  };
}

async function findHolder(context: RequestContext, request: ResolveIdentity): Promise<Member> {
  const now = context.clock.now();
  const find = request.isSession ? findSessionHolder : findTokenHolder;
  const holder = await find(context.openSession(NO_SCOPE), { ...request, now });
  if (!holder || holder.revokedAt || (holder.expiresAt && holder.expiresAt <= now))
    throw new UnauthenticatedError('The token is unknown, expired or revoked.');
  if (holder.tenantId === null) throw new ForbiddenError(NOT_YOURS);
  if (holder.role === null) throw new UnauthenticatedError('The token is unknown, expired or revoked.');
  if (request.tenantId && request.tenantId !== holder.tenantId) throw new ForbiddenError(NOT_YOURS);
  return holder as Member;
}

const NOT_YOURS =
  'You do not belong to the place that the request names, or no longer to the one you signed in to: name another.';

function levelOf(holder: Member): Identity['level'] {
  if (holder.role === 'operator') return 'platform';
  if (holder.role === 'partner') return 'partner';
  return holder.organizationId ? 'organization' : 'tenant';
}

// Staff of a tenant may speak for any of its organizations; a token of an organization for that one only.
function organizationOf(holder: Member, asked: Uuid | null): Uuid | null {
  if (!asked || asked === holder.organizationId) return holder.organizationId;
  const isStaff = holder.role === 'tenant_admin' && holder.organizationId === null;
  if (!isStaff || !holder.isOrganizationKnown) {
    throw new ForbiddenError('The organization of the x-organization-id header is not one you may act for.');
  }
  return asked;
}

function subjectsOf(holder: Member, organizationId: Uuid | null): string[] {
  return [
    identitySubject(holder.isSession ? 'session' : 'token', holder.id),
    identitySubject('tenant', holder.tenantId),
    ...(holder.userId ? [identitySubject('user', holder.userId)] : []),
    ...(organizationId ? [identitySubject('organization', organizationId)] : []),
  ];
}
