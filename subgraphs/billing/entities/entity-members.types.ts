import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

/** What a user is in an entity. */
export enum EntityRoleEnum {
  MANAGER = 'manager',
  MEMBER = 'member',
}
registerEnumType(EntityRoleEnum, {
  name: 'EntityRole',
  description: 'What a user is in an entity. What somebody may do follows from the role in the organization.',
  valuesConfig: {
    MANAGER: { description: 'Answers for the entity’s spending.' },
    MEMBER: { description: 'Spends within the limit.' },
  },
});

@ObjectType('EntityMember', { description: 'A user who spends on behalf of an entity.' })
export class EntityMemberType {
  @PublicId(ID_PREFIX.user, { description: 'Id of the user.' })
  userId!: string;

  @Field(() => EntityRoleEnum, { description: 'What the user is in the entity.' })
  role!: EntityRoleEnum;

  @Field(() => MoneyType, { nullable: true, description: 'What the user may spend in all; null when there is no limit.' })
  creditLimit?: MoneyType | null;

  @Field(() => MoneyType, { description: 'What the user has spent, with what is reserved at the moment.' })
  creditUsed!: MoneyType;

  @Field(() => Boolean, { description: 'Whether the entity pays when the user names none.' })
  isDefault!: boolean;

  @Field(() => Boolean, { description: 'Whether a seat is taken for the user.' })
  hasSeat!: boolean;

  @Field(() => DateTimeScalar, { description: 'Since when the user is a member.' })
  createdAt!: Date;
}

export const EntityMemberConnection = connectionOf(EntityMemberType, 'EntityMember');

@InputType('SetEntityMemberInput', { description: 'What is to hold for a user in an entity; what is left out stays.' })
export class SetEntityMemberInput {
  @Field(() => ID, { description: 'Id of the entity.' })
  entityId!: string;

  @Field(() => ID, { nullable: true, description: 'The organization the entity belongs to, to be sure.' })
  organizationId?: string | null;

  @Field(() => ID, { description: 'Id of the user.' })
  userId!: string;

  @Field(() => EntityRoleEnum, { nullable: true, description: 'What the user is in the entity; MEMBER for a new one.' })
  role?: EntityRoleEnum | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'What the user may spend in all, in the entity’s currency; null takes the limit away.',
  })
  creditLimit?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the entity pays when the user names none; at most one entity an organization does.',
  })
  isDefault?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a seat is taken for the user; false for a new member.' })
  hasSeat?: boolean | null;
}

@InputType('RemoveEntityMemberInput', { description: 'A user who is to leave an entity.' })
export class RemoveEntityMemberInput {
  @Field(() => ID, { description: 'Id of the entity.' })
  entityId!: string;

  @Field(() => ID, { description: 'Id of the user.' })
  userId!: string;
}

@ObjectType('RemoveEntityMemberPayload', { description: 'The membership as it was.' })
export class RemoveEntityMemberPayload extends MutationPayload {
  @Field(() => EntityMemberType, { nullable: true, description: 'The membership; null when it was refused.' })
  member?: EntityMemberType | null;
}

@ObjectType('SetEntityMemberPayload', { description: 'The membership as it is now.' })
export class SetEntityMemberPayload extends MutationPayload {
  @Field(() => EntityMemberType, { nullable: true, description: 'The membership; null when the change was refused.' })
  member?: EntityMemberType | null;
}
