import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { TokenRole } from '../api-tokens/api-token.entity.ts';
import { tokenPermissions } from '../api-tokens/token-permissions.ts';
import { permissionsOfRoles } from '../roles/role.ts';
import { findMemberships, findPerson, type Membership, type Person } from './people.query.ts';

/** A place of a person with what they may do there. */
export interface PlacedMembership extends Membership {
  permissions: string[];
  /** Whether the request is made in this place. */
  isCurrent: boolean;
}

/** The person behind the request; null for programs that belong to nobody. */
export async function findMe(context: RequestContext): Promise<Person | null> {
  const { userId } = context.identity;
  return userId ? ((await findPerson(context.session, userId)) ?? null) : null;
}

/**
 * The places of the person behind the request, as far as the request's token opens them: a session all of them; whoever was handed a
 * token learns nothing of the person's other places.
 */
export async function membershipsOf(context: RequestContext, userId: Uuid): Promise<PlacedMembership[]> {
  const { identity } = context;
  const memberships = await findMemberships(context.session, userId);
  return memberships
    .filter((each) => isOpenTo(context, each))
    .map((each) => ({
      ...each,
      permissions: each.organizationId
        ? permissionsOfRoles(each.roles, each.customPermissions)
        : tokenPermissions({ role: each.roles[0] as TokenRole, permissions: null }),
      isCurrent: each.tenantId === identity.tenant?.id && each.organizationId === identity.organizationId,
    }));
}

function isOpenTo({ identity }: RequestContext, place: Membership): boolean {
  if (identity.sessionId) return true;
  const organizationId = identity.level === 'organization' ? identity.organizationId : null;
  return place.tenantId === identity.tenant?.id && place.organizationId === organizationId;
}
