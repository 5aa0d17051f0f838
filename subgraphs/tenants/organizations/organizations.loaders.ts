import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import type { Organization } from './organization.entity.ts';
import { findMembers, type Member } from './members.query.ts';
import { findOrganizations } from './organizations.query.ts';

/** An organization by id, as far as the caller may see it. */
export const organizationById = defineLoader(
  (context: RequestContext, ids) => findOrganizations(context.session, ids),
  (organization: Organization) => organization.id,
);

/** The members of an organization. */
export const membersOfOrganization = defineListLoader(
  (context: RequestContext, ids) => findMembers(context.session, ids),
  (member: Member) => member.organizationId,
);
