import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@ObjectType('Role', {
  description: 'What members of organizations may do by it: one of the four that every tenant has, or one that the tenant made.',
})
export class RoleType {
  @PublicId(ID_PREFIX.role, { description: 'Id of the role.' })
  id!: string;

  @Field(() => String, {
    description: 'By which members and invitations name it, e.g. `member`; unique in the tenant, never changed.',
  })
  key!: string;

  @Field(() => String, { description: 'Display name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description!: string | null;

  @Field(() => [String], { description: 'What whoever has it may do.' })
  permissions!: string[];

  @Field(() => Boolean, { description: 'Whether every tenant has it and nobody can change it.' })
  isSystem!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'How many members of the tenant’s organizations have it; for its staff, else null.',
  })
  memberCount!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was made; null for one that every tenant has.' })
  createdAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last changed; null for one that every tenant has.' })
  updatedAt!: Date | null;
}

export const RoleConnection = connectionOf(RoleType, 'Role');

@InputType('RoleFilter', { description: 'Which roles to list; conditions add up.' })
export class RoleFilterInput {
  @Field(() => String, { nullable: true, description: 'Part of the name or key.' })
  search?: string;

  @Field(() => Boolean, { nullable: true, description: 'Only those that every tenant has, or only the tenant’s own.' })
  isSystem?: boolean;

  @Field(() => String, { nullable: true, description: 'Only those that give this permission.' })
  permission?: string;
}

/** Orders of the list of roles. */
export enum RoleSortEnum {
  NAME_ASC = 'nameAsc',
  NAME_DESC = 'nameDesc',
}
registerEnumType(RoleSortEnum, {
  name: 'RoleSort',
  description: 'How the list of roles is sorted.',
  valuesConfig: {
    NAME_ASC: { description: 'By name, A to Z.' },
    NAME_DESC: { description: 'By name, Z to A.' },
  },
});

@ArgsType()
export class RolesArgs extends PageArgs {
  @Field(() => RoleFilterInput, { nullable: true, description: 'Which roles to list; all when left out.' })
  filter?: RoleFilterInput;

  @Field(() => RoleSortEnum, { defaultValue: RoleSortEnum.NAME_ASC, description: 'How to sort.' })
  sort!: RoleSortEnum;
}

@InputType('CreateRoleInput', { description: 'What a new role is made of.' })
export class CreateRoleInput {
  @Field(() => String, { description: 'Display name, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Lower-case letters, digits and hyphens; made of the name when left out.' })
  key?: string;

  @Field(() => String, { nullable: true, description: 'What it is for, at most 500 characters.' })
  description?: string;

  @Field(() => [String], {
    description: 'What it gives: permissions of organizations that the caller holds, ownership excepted.',
  })
  permissions!: string[];
}

@InputType('UpdateRoleInput', { description: 'What to change about a role; what is left out stays.' })
export class UpdateRoleInput {
  @Field(() => ID, { description: 'Id of the role.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Display name, 1 to 100 characters.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'What it is for, at most 500 characters; null for nothing.' })
  description?: string | null;

  @Field(() => [String], { nullable: true, description: 'What it gives from now on, to everybody who has it.' })
  permissions?: string[];
}

@InputType('DeleteRoleInput', { description: 'A role to delete.' })
export class DeleteRoleInput {
  @Field(() => ID, { description: 'Id of the role.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Key of the role that takes its place; needed when somebody has it.' })
  replacement?: string;
}

@ObjectType('RolePayload', { description: 'The role that was created or changed.' })
export class RolePayload extends MutationPayload {
  @Field(() => RoleType, { nullable: true, description: 'The role; null when it was refused.' })
  role?: RoleType | null;
}

@ObjectType('DeleteRolePayload', { description: 'The role that was deleted.' })
export class DeleteRolePayload extends MutationPayload {
  @PublicId(ID_PREFIX.role, { nullable: true, description: 'Id of the role that is no more; null when it was refused.' })
  deletedRoleId?: string | null;
}
