import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { OrganizationStub } from '../entities/organization-stub.types.ts';
import { CreditLimitType } from '../limits/limits.types.ts';
import { TeamType } from '../teams/team.types.ts';

/** At what somebody is a member. */
export enum MembershipLevelEnum {
  ORGANIZATION = 'organization',
  ENTITY = 'entity',
  TEAM = 'team',
}
registerEnumType(MembershipLevelEnum, {
  name: 'MembershipLevel',
  description: 'At what somebody is a member.',
  valuesConfig: {
    ORGANIZATION: { description: 'An organization as a whole.' },
    ENTITY: { description: 'An entity.' },
    TEAM: { description: 'A team.' },
  },
});

/** Whether somebody belongs to an organization or works for it for a time. */
export enum MembershipKindEnum {
  EMPLOYEE = 'employee',
  CONTRACTOR = 'contractor',
}
registerEnumType(MembershipKindEnum, {
  name: 'MembershipKind',
  description: 'Whether somebody belongs to an organization or works for it for a time.',
  valuesConfig: {
    EMPLOYEE: { description: 'Belongs to it.' },
    CONTRACTOR: { description: 'Works for it for a time, perhaps for others as well; may have a date at which to leave.' },
  },
});

@ObjectType('BillingMembership', { description: 'That a person is a member of an organization, an entity or a team.' })
export class MembershipType {
  @PublicId(ID_PREFIX.user, { description: 'Id of the person.' })
  userId!: string;

  @Field(() => MembershipLevelEnum, { description: 'Of what.' })
  level!: MembershipLevelEnum;

  @Field(() => OrganizationStub, { nullable: true, description: 'The organization.' })
  organization?: OrganizationStub | null;

  @Field(() => EntityType, { nullable: true, description: 'The entity, of members of one.' })
  entity?: EntityType | null;

  @Field(() => TeamType, { nullable: true, description: 'The team, of members of one.' })
  team?: TeamType | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the person is in the entity or team; what somebody is in an organization follows from the roles there.',
  })
  role!: string | null;

  @Field(() => MembershipKindEnum, { nullable: true, description: 'Employee or contractor, of members of the organization.' })
  kind!: MembershipKindEnum | null;

  @Field(() => Boolean, { description: 'Whether a seat is taken for the person.' })
  hasSeat!: boolean;

  @Field(() => Boolean, { description: 'Whether the entity pays, or the team is spent for, when none is named.' })
  isDefault!: boolean;

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  since!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends; null for no date.' })
  until!: Date | null;

  @Field(() => [CreditLimitType], { nullable: true, description: 'What the person may spend there.' })
  creditLimits?: CreditLimitType[] | null;
}

export const MembershipConnection = connectionOf(MembershipType, 'BillingMembership');

@InputType('BillingMembershipFilter', { description: 'Which memberships to list; conditions add up.' })
export class MembershipFilterInput {
  @Field(() => ID, { nullable: true, description: 'Id of an organization; for staff of the tenant, who see all of them.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this entity.' })
  entityId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this team.' })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this person.' })
  userId?: string | null;

  @Field(() => MembershipLevelEnum, { nullable: true, description: 'Only those at this level.' })
  level?: MembershipLevelEnum | null;

  @Field(() => MembershipKindEnum, {
    nullable: true,
    description: 'Only those of employees, or of contractors, in organizations.',
  })
  kind?: MembershipKindEnum | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those with a seat, or only those without.' })
  hasSeat?: boolean | null;
}

/** Orders of the list of memberships. */
export enum MembershipSortEnum {
  SINCE_DESC = 'sinceDesc',
  SINCE_ASC = 'sinceAsc',
}
registerEnumType(MembershipSortEnum, {
  name: 'BillingMembershipSort',
  description: 'How the list of memberships is sorted.',
  valuesConfig: {
    SINCE_DESC: { description: 'Latest first.' },
    SINCE_ASC: { description: 'Earliest first.' },
  },
});

@ArgsType()
export class MembershipsArgs extends PageArgs {
  @Field(() => MembershipFilterInput, { nullable: true, description: 'Which memberships to list; all in view when left out.' })
  filter?: MembershipFilterInput;

  @Field(() => MembershipSortEnum, { defaultValue: MembershipSortEnum.SINCE_ASC, description: 'How to sort.' })
  sort!: MembershipSortEnum;
}

@InputType('SetOrganizationMembershipInput', {
  description: 'What is to hold for a person in an organization as a whole; what is left out stays.',
})
export class SetOrganizationMembershipInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The organization; the caller’s own when left out. Staff of the tenant must name it.',
  })
  organizationId?: string | null;

  @Field(() => ID, { description: 'Id of the person, who is in the organization.' })
  userId!: string;

  @Field(() => MembershipKindEnum, { nullable: true, description: 'Employee or contractor; EMPLOYEE for a new one.' })
  kind?: MembershipKindEnum | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a seat is taken for the person.' })
  hasSeat?: boolean | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When a contractor leaves: spends nothing from then on, and is out of teams, entities and the organization. Null for no date. Needs the permission manage_org_owner or manage_tenant.',
  })
  endsAt?: Date | null;
}

@ObjectType('SetOrganizationMembershipPayload', { description: 'The membership as it is now.' })
export class SetOrganizationMembershipPayload extends MutationPayload {
  @Field(() => MembershipType, { nullable: true, description: 'The membership; null when the change was refused.' })
  membership?: MembershipType | null;
}
