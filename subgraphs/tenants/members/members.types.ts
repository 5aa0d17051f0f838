import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@ObjectType('Member', { description: 'A person in an organization.' })
export class MemberType {
  @PublicId(ID_PREFIX.member, { description: 'Id of the membership.' })
  id!: string;

  @PublicId(ID_PREFIX.organization, { description: 'The organization.' })
  organizationId!: string;

  @PublicId(ID_PREFIX.user, { description: 'Id of the person.' })
  userId!: string;

  @Field(() => String, { description: 'E-mail address.' })
  email!: string;

  @Field(() => String, { nullable: true, description: 'Name of the person.' })
  name!: string | null;

  @Field(() => [String], { description: 'Keys of the roles in the organization.' })
  roles!: string[];

  @Field(() => Boolean, { description: 'Whether the person is owner or admin.' })
  isAdmin!: boolean;

  @Field(() => DateTimeScalar, { description: 'When the person joined.' })
  joinedAt!: Date;
}

export const MemberConnection = connectionOf(MemberType, 'Member');

@InputType('MemberFilter', { description: 'Which members to list; conditions add up.' })
export class MemberFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those of this organization.' })
  organizationId?: string;

  @Field(() => String, { nullable: true, description: 'Only those who have the role of this key.' })
  role?: string;

  @Field(() => String, { nullable: true, description: 'Part of the address or name.' })
  search?: string;
}

/** Orders of the list of members. */
export enum MemberSortEnum {
  JOINED_AT_ASC = 'joinedAtAsc',
  JOINED_AT_DESC = 'joinedAtDesc',
  EMAIL_ASC = 'emailAsc',
}
registerEnumType(MemberSortEnum, {
  name: 'MemberSort',
  description: 'How the list of members is sorted.',
  valuesConfig: {
    JOINED_AT_ASC: { description: 'Those who joined first in front.' },
    JOINED_AT_DESC: { description: 'Those who joined last in front.' },
    EMAIL_ASC: { description: 'By address, A to Z.' },
  },
});

@ArgsType()
export class MembersArgs extends PageArgs {
  @Field(() => MemberFilterInput, { nullable: true, description: 'Which members to list; all when left out.' })
  filter?: MemberFilterInput;

  @Field(() => MemberSortEnum, { defaultValue: MemberSortEnum.JOINED_AT_ASC, description: 'How to sort.' })
  sort!: MemberSortEnum;
}

@InputType('ChangeMemberRolesInput', { description: 'Other roles for a member.' })
export class ChangeMemberRolesInput {
  @Field(() => ID, { description: 'Id of the membership.' })
  memberId!: string;

  @Field(() => [String], {
    description: 'Keys of all roles that the member has from now on; each at most what the caller may do.',
  })
  roles!: string[];
}

@ObjectType('ChangeMemberRolesPayload', { description: 'The member with the new roles.' })
export class ChangeMemberRolesPayload extends MutationPayload {
  @Field(() => MemberType, { nullable: true, description: 'The member; null when it was refused.' })
  member?: MemberType | null;
}

@InputType('RemoveMemberInput', { description: 'A member to take out of an organization.' })
export class RemoveMemberInput {
  @Field(() => ID, { description: 'Id of the membership.' })
  memberId!: string;
}

@ObjectType('RemoveMemberPayload', { description: 'The membership that ended.' })
export class RemoveMemberPayload extends MutationPayload {
  @PublicId(ID_PREFIX.member, { nullable: true, description: 'Id of the membership that is no more; null when it was refused.' })
  removedMemberId?: string | null;
}

@InputType('LeaveOrganizationInput', { description: 'An organization to leave.' })
export class LeaveOrganizationInput {
  @Field(() => ID, { nullable: true, description: 'The organization; the one the request is made for when left out.' })
  organizationId?: string;
}

@ObjectType('LeaveOrganizationPayload', { description: 'The organization that was left.' })
export class LeaveOrganizationPayload extends MutationPayload {
  @PublicId(ID_PREFIX.organization, { nullable: true, description: 'Id of the organization; null when it was refused.' })
  leftOrganizationId?: string | null;
}

@InputType('TransferOrganizationOwnershipInput', { description: 'To whom an organization is handed over.' })
export class TransferOrganizationOwnershipInput {
  @Field(() => ID, { description: 'Id of the membership of whoever becomes owner.' })
  memberId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the membership of the owner who becomes an admin; the caller’s own when left out.',
  })
  fromMemberId?: string;
}

@ObjectType('TransferOrganizationOwnershipPayload', { description: 'The owner and who was it before.' })
export class TransferOrganizationOwnershipPayload extends MutationPayload {
  @Field(() => MemberType, { nullable: true, description: 'The new owner; null when it was refused.' })
  owner?: MemberType | null;

  @Field(() => MemberType, { nullable: true, description: 'The former owner, now an admin; null when it was refused.' })
  formerOwner?: MemberType | null;
}
