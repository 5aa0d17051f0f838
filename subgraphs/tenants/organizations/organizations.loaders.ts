import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { FindPartneredOrganizations } from '../../../contracts/operations/partner-operations.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { countMembers, findMembers, type Member } from '../members/members.query.ts';
import type { Organization } from './organization.entity.ts';
import { findOrganizations } from './organizations.query.ts';

/** An organization by id, as far as the caller may see it. */
export const organizationById = defineLoader(
  (context: RequestContext, ids) =>
    looksAround(context) ? findOrganizations(context.session, ids) : findAccountsOfPartner(context, ids),
  (organization: Organization) => organization.id,
);

// No organization is open to a partner's user; that it learns the names of those that are or were its accounts is the one
// exception, and the partners subgraph says which these are.
async function findAccountsOfPartner(context: RequestContext, organizationIds: readonly Uuid[]): Promise<Organization[]> {
  const accounts = await context.operations.call(FindPartneredOrganizations, { organizationIds: [...organizationIds] });
  if (accounts.length === 0) return [];
  return findOrganizations(context.openSession({ ...context.session.scope, organization: 'all' }), accounts);
}

/** The members of an organization; a partner's user is told of none. */
export const membersOfOrganization = defineListLoader(
  async (context: RequestContext, ids) => (looksAround(context) ? findMembers(context.session, ids) : []),
  (member: Member) => member.organizationId,
);

/** How many members an organization has; null when none, or when the caller may not know. */
export const memberCountOfOrganization = defineLoader(
  async (context: RequestContext, ids) => (looksAround(context) ? countMembers(context.session, ids) : []),
  ({ organizationId }: { organizationId: string; count: number }) => organizationId,
);

/**
 * Whether the caller may look for organizations and people. A partner's user may not: it learns the names of its accounts by
 * their ids.
 */
export function looksAround(context: RequestContext): boolean {
  return context.identity.level !== 'partner';
}
