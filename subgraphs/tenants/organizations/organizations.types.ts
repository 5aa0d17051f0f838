import { ArgsType, Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';

@ObjectType('Member', { description: 'A person in an organization.' })
export class MemberType {
  @PublicId(ID_PREFIX.member, { description: 'Id of the membership.' })
  id!: string;

  @PublicId(ID_PREFIX.user, { description: 'Id of the person.' })
  userId!: string;

  @Field(() => String, { description: 'E-mail address.' })
  email!: string;

  @Field(() => String, { nullable: true, description: 'Name of the person.' })
  name!: string | null;

  @Field(() => [String], { description: 'Roles in the organization.' })
  roles!: string[];

  @Field(() => Boolean, { description: 'Whether the person is owner or admin.' })
  isAdmin!: boolean;

  @Field(() => DateTimeScalar, { description: 'When the person joined.' })
  joinedAt!: Date;
}

@Key('id')
@ObjectType('Organization', { description: 'A shipper or company inside a tenant.' })
export class OrganizationType {
  @PublicId(ID_PREFIX.organization, { description: 'Id of the organization.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Display name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Short name, unique in the tenant.' })
  slug!: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether it may act.' })
  isActive!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => [MemberType], { nullable: true, description: 'Its people, those who joined first in front.' })
  members!: MemberType[];
}

export const OrganizationConnection = connectionOf(OrganizationType, 'Organization');

@InputType('OrganizationFilter', { description: 'Which organizations to list; conditions add up.' })
export class OrganizationFilterInput {
  @Field(() => String, { nullable: true, description: 'Part of the name or slug.' })
  search?: string;

  @Field(() => Boolean, { nullable: true, description: 'Only those that may act, or only those that may not.' })
  isActive?: boolean;
}

/** Orders of the list of organizations. */
export enum OrganizationSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  NAME_ASC = 'nameAsc',
}
registerEnumType(OrganizationSortEnum, {
  name: 'OrganizationSort',
  description: 'How the list of organizations is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    NAME_ASC: { description: 'By name, A to Z.' },
  },
});

@ArgsType()
export class OrganizationsArgs extends PageArgs {
  @Field(() => OrganizationFilterInput, { nullable: true, description: 'Which organizations to list; all when left out.' })
  filter?: OrganizationFilterInput;

  @Field(() => OrganizationSortEnum, { defaultValue: OrganizationSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: OrganizationSortEnum;
}

@InputType('CreateOrganizationInput', { description: 'What a new organization is made of.' })
export class CreateOrganizationInput {
  @Field(() => String, { description: 'Display name, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Short name, unique in the tenant; made of the name when left out.' })
  slug?: string;

  @Field(() => String, { nullable: true, description: 'Whom to invite as its owner.' })
  ownerEmail?: string;
}
