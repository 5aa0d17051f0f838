import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MemberType } from '../members/members.types.ts';

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

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its name, slug or status last changed; null when they never did.',
  })
  updatedAt!: Date | null;

  @RequiresPermission('manage_organizations')
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when it may not act; null when it may. For the tenant’s staff.',
  })
  disabledAt!: Date | null;

  @RequiresPermission('manage_organizations')
  @Field(() => String, { nullable: true, description: 'Why it may not act, as staff noted it. For the tenant’s staff.' })
  disabledReason!: string | null;

  @RequiresPermission('manage_organizations')
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it was deleted; it can be restored for thirty days from then on. Null for all that are there. For the tenant’s staff.',
  })
  deletedAt!: Date | null;

  @Field(() => [MemberType], { nullable: true, description: 'Its people, those who joined first in front.' })
  members!: MemberType[];

  @Field(() => Int, { nullable: true, description: 'How many people it has.' })
  memberCount!: number;
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
  NAME_DESC = 'nameDesc',
}
registerEnumType(OrganizationSortEnum, {
  name: 'OrganizationSort',
  description: 'How the list of organizations is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    NAME_ASC: { description: 'By name, A to Z.' },
    NAME_DESC: { description: 'By name, Z to A.' },
  },
});

@ArgsType()
export class OrganizationsArgs extends PageArgs {
  @Field(() => OrganizationFilterInput, { nullable: true, description: 'Which organizations to list; all when left out.' })
  filter?: OrganizationFilterInput;

  @Field(() => OrganizationSortEnum, { defaultValue: OrganizationSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: OrganizationSortEnum;
}

@InputType('InviteUserInput', { description: 'Whom to invite into a new organization.' })
export class InviteUserInput {
  @Field(() => String, { description: 'E-mail address.' })
  email!: string;

  @Field(() => [String], { defaultValue: ['member'], description: 'Keys of the roles the person will have, e.g. `member`.' })
  roles!: string[];
}

/** What a new organization is made of, whoever makes it. */
@InputType()
export class NewOrganizationFields {
  @Field(() => String, { description: 'Display name, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Short name, unique in the tenant; made of the name when left out.' })
  slug?: string;

  @Field(() => String, { nullable: true, description: 'Whom to invite as its owner.' })
  ownerEmail?: string;

  @Field(() => [InviteUserInput], { nullable: true, description: 'Whom to invite besides, 50 people at most.' })
  inviteUsers?: InviteUserInput[];
}

@InputType('CreateOrganizationInput', { description: 'What a new organization is made of.' })
export class CreateOrganizationInput extends NewOrganizationFields {}

@InputType('UpdateOrganizationInput', { description: 'What to change about an organization; what is left out stays.' })
export class UpdateOrganizationInput {
  @Field(() => ID, { nullable: true, description: 'The organization; the caller’s own when left out.' })
  id?: string;

  @Field(() => String, { nullable: true, description: 'Display name, 1 to 100 characters.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'Short name, unique in the tenant.' })
  slug?: string;
}
