import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { seesBilling } from '../caller-organization.ts';
import { entitiesOfOrganization, entityById } from './entities.loaders.ts';
import { EntityType, READ_BILLING } from './entities.types.ts';
import type { EntityRow } from './entity-list.query.ts';
import { OrganizationStub } from './organization-stub.types.ts';

/** What billing adds to an organization. */
@Resolver(() => OrganizationStub)
export class OrganizationEntitiesResolver {
  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => [EntityType], { nullable: true, description: 'Its legal entities: the default in front, then by age.' })
  entities(@Root() organization: { id: string }, @Ctx() context: RequestContext): Promise<EntityRow[]> {
    return entitiesOfOrganization(context, organization.id);
  }
}

/** An organization by its reference; null when it is not the caller's to see. */
export function resolveOrganizationReference(reference: { id: string }, context: RequestContext): { id: string } | null {
  const id = decodeId(ID_PREFIX.organization, reference.id);
  const own = context.identity.organizationId;
  return seesBilling(context) && (own === null || own === id) ? { id } : null;
}

/** An entity by its reference; null when it is not the caller's to see. */
export function resolveEntityReference(reference: { id: string }, context: RequestContext): Promise<EntityRow | null> {
  return entityById(context, decodeId(ID_PREFIX.entity, reference.id));
}
