import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { membersOfEntity } from './entities.loaders.ts';
import { EntityType, READ_BILLING } from './entities.types.ts';
import type { EntityRow } from './entity-list.query.ts';
import type { EntityMember } from './entity-members.query.ts';
import {
  EntityMemberConnection,
  type EntityMemberType,
  RemoveEntityMemberInput,
  RemoveEntityMemberPayload,
  SetEntityMemberInput,
  SetEntityMemberPayload,
  type EntityRoleEnum,
} from './entity-members.types.ts';
import { removeEntityMember, setEntityMember } from './set-entity-member.ts';

@Resolver(() => EntityType)
export class EntityMembersResolver {
  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => SetEntityMemberPayload, {
    description:
      'Makes a user a member of an entity or changes the membership: its role, its limit, whether the entity pays by default. Refused with NOT_FOUND or VALIDATION_FAILED.',
  })
  async setEntityMember(
    @Arg('input', () => SetEntityMemberInput, { description: 'What is to hold.' }) input: SetEntityMemberInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const entityId = decodeId(ID_PREFIX.entity, input.entityId, 'entityId');
    const organizationId = decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    const userId = decodeId(ID_PREFIX.user, input.userId, 'userId');
    return { member: toMemberType(await setEntityMember(context, { ...input, entityId, organizationId, userId })) };
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => RemoveEntityMemberPayload, {
    description: 'Takes a user out of an entity; what they spent stays with it. Refused with NOT_FOUND.',
  })
  async removeEntityMember(
    @Arg('input', () => RemoveEntityMemberInput, { description: 'Who, of which entity.' }) input: RemoveEntityMemberInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const entityId = decodeId(ID_PREFIX.entity, input.entityId, 'entityId');
    const userId = decodeId(ID_PREFIX.user, input.userId, 'userId');
    return { member: toMemberType(await removeEntityMember(context, { entityId, userId })) };
  }

  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => EntityMemberConnection, {
    nullable: true,
    description: 'The users who spend on its behalf and have a limit or a default; earliest first.',
  })
  async members(
    @Root() entity: EntityRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<EntityMemberType>> {
    return toConnection(EntityMemberConnection, await membersOfEntity(context, entity.id, args), toMemberType);
  }
}

function toMemberType(member: EntityMember): EntityMemberType {
  return {
    userId: member.userId,
    role: member.role as EntityRoleEnum,
    creditLimit: member.creditLimit === null ? null : Money.of(member.creditLimit, member.currency).toJSON(),
    creditUsed: Money.of(member.creditUsed, member.currency).toJSON(),
    isDefault: member.isDefault,
    hasSeat: member.hasSeat,
    createdAt: member.createdAt,
  };
}
