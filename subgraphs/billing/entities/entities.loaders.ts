import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { seesBilling } from '../caller-organization.ts';
import { definePageLoader } from '../../../platform/loaders/page-loader.ts';
import { findDefaultEntities, findEntities, findEntitiesOfOrganizations, type EntityRow } from './entity-list.query.ts';
import { listMembers } from './entity-members.query.ts';

/** An entity by id, as far as the caller may see it. */
export const entityById = defineLoader(
  async (context: RequestContext, ids) => (seesBilling(context) ? findEntities(context.session, ids) : []),
  (entity: EntityRow) => entity.id,
);

/** The entities of an organization, as far as the caller may see them; the default in front. */
export const entitiesOfOrganization = defineListLoader(
  async (context: RequestContext, ids) => (seesBilling(context) ? findEntitiesOfOrganizations(context.session, ids) : []),
  (entity: EntityRow) => entity.organizationId,
);

/** The entity that pays in an organization when the caller names none. */
export const defaultEntityIn = defineLoader(
  async (context: RequestContext, ids) =>
    seesBilling(context) ? findDefaultEntities(context.session, ids, context.identity.userId) : [],
  (entity: EntityRow) => entity.organizationId,
);

/** A page of an entity's members. */
export const membersOfEntity = definePageLoader((context, entityIds, request) =>
  listMembers(context.session, entityIds, request),
);
