import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { statusAt } from './billing-standing.ts';
import { entityById } from './entities.loaders.ts';
import { EntityStandingInput, EntityStandingType } from './entity-standing.types.ts';

/** Whether an entity may spend, as other subgraphs ask who keep a copy of its status and want to be sure. */
@Resolver()
export class EntityStandingResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Query(() => EntityStandingType, { nullable: true, description: 'An entity of the caller’s, and whether it may spend now.' })
  async entityStanding(
    @Arg('input', () => EntityStandingInput, { description: 'The entity.' }) input: EntityStandingInput,
    @Ctx() context: RequestContext,
  ): Promise<EntityStandingType | null> {
    const entity = await entityById(context, input.entityId);
    return entity && { name: entity.name, status: statusAt(entity, context.clock.now()) };
  }
}
