import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import type { MoneyType } from '../../../platform/graphql/money.types.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { organizationInView } from '../caller-organization.ts';
import { createEntity } from './create-entity.ts';
import { entityById } from './entities.loaders.ts';
import { EntitiesArgs, EntityConnection, EntityType, READ_BILLING } from './entities.types.ts';
import { CreateEntityInput, CreateEntityPayload, UpdateEntityInput, UpdateEntityPayload } from './entity-changes.types.ts';
import { ENTITY_ORDERS, listEntities, type EntityRow } from './entity-list.query.ts';
import { updateEntity } from './update-entity.ts';

@Resolver(() => EntityType)
export class EntitiesResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => EntityConnection, {
    description:
      'The entities of the caller’s organization; for staff of the tenant those of all organizations, or of the one named.',
  })
  async entities(
    @Args(() => EntitiesArgs) args: EntitiesArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<EntityType>> {
    const asked = decodeOptionalId(ID_PREFIX.organization, args.filter?.organizationId, 'filter.organizationId');
    const filter = { ...args.filter, organizationId: organizationInView(context, asked, 'filter.organizationId') };
    const page = await listEntities(context.session, filter, ENTITY_ORDERS[args.sort], args);
    return toConnection(EntityConnection, page, (entity) => entity as unknown as EntityType);
  }

  @RequiresPermission(...READ_BILLING)
  @Query(() => EntityType, {
    nullable: true,
    description: 'One entity; null when there is none with this id that the caller may see.',
  })
  entity(
    @Arg('id', () => ID, { description: 'Id of the entity.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<EntityRow | null> {
    return entityById(context, decodeId(ID_PREFIX.entity, id));
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => CreateEntityPayload, {
    description:
      'Creates an entity with an empty balance; the first of an organization becomes its default. Refused with VALIDATION_FAILED or NOT_FOUND.',
  })
  async createEntity(
    @Arg('input', () => CreateEntityInput, { description: 'What it is made of.' }) input: CreateEntityInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    return { entity: await createEntity(context, { ...input, organizationId }) };
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => UpdateEntityPayload, {
    description: 'Changes an entity. Refused with NOT_FOUND, VALIDATION_FAILED or CONFLICT.',
  })
  async updateEntity(
    @Arg('input', () => UpdateEntityInput, { description: 'What is to change.' }) input: UpdateEntityInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const entityId = decodeId(ID_PREFIX.entity, input.entityId, 'entityId');
    const organizationId = decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    return { entity: await updateEntity(context, { ...input, entityId, organizationId }) };
  }

  @FieldResolver()
  organization(@Root() entity: EntityRow): { id: string } {
    return { id: entity.organizationId };
  }

  @FieldResolver()
  lowBalanceThreshold(@Root() entity: EntityRow): MoneyType | null {
    return entity.lowBalanceThreshold ? Money.of(entity.lowBalanceThreshold, entity.currency).toJSON() : null;
  }
}
