import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { FindOrganizations } from '../../contracts/operations/organization-operations.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../../platform/errors/errors.ts';
import { encodeId, type Uuid } from '../../platform/ids/public-id.ts';

/** Whether the caller can have a view of billing at all; a partner sees the tenant's accounts, but not their books. */
export function seesBilling(context: RequestContext): boolean {
  const { level, tenant } = context.identity;
  return tenant !== null && (level === 'organization' || level === 'tenant' || level === 'internal');
}

/**
 * The organization a request is about: the caller's own, or for staff of the tenant the one they name (undefined: all).
 * Throws NotFoundError for another organization than the caller's own: whether it exists is not for the caller to know.
 */
export function organizationInView(
  context: RequestContext,
  asked: Uuid | null | undefined,
  field = 'organizationId',
): Uuid | undefined {
  if (!seesBilling(context)) throw new ForbiddenError('This needs a token of a tenant or of one of its organizations.');
  const own = context.identity.organizationId;
  if (own === null && context.identity.level === 'organization')
    throw new ForbiddenError('Name the organization: send its id in the x-organization-id header.');
  if (own !== null && asked && asked !== own) throw new NotFoundError('The organization', field);
  return own ?? asked ?? undefined;
}

/** `organizationInView` where exactly one is needed: staff must name it. */
export function organizationToChange(context: RequestContext, asked: Uuid | null | undefined, field = 'organizationId'): Uuid {
  const organizationId = organizationInView(context, asked, field);
  if (!organizationId) throw ValidationError.of(field, 'Name the organization that this is for.');
  return organizationId;
}

/** The tenant of staff who speak for all of it; throws ForbiddenError for everybody else, and in the name of one organization. */
export function requireWholeTenant(context: RequestContext): { id: Uuid; schema: string } {
  const { level, tenant, organizationId } = context.identity;
  if (tenant === null || organizationId !== null || (level !== 'tenant' && level !== 'internal'))
    throw new ForbiddenError('This is of the tenant as a whole: ask as its staff, in the name of no organization.');
  return tenant;
}

/** Throws NotFoundError for an organization that the caller's tenant does not have: staff name it by its id, members have theirs. */
export async function assertOrganizationExists(context: RequestContext, organizationId: Uuid): Promise<void> {
  if (organizationId === context.identity.organizationId) return;
  const reference = { __typename: 'Organization' as const, id: encodeId(ID_PREFIX.organization, organizationId) };
  const [found] = await context.operations.call(FindOrganizations, [reference]);
  if (!found) throw new NotFoundError('The organization', 'organizationId');
}
