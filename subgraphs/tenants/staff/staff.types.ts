import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { IssuedInvitationType } from '../invitations/invitations.types.ts';

@ObjectType('StaffMember', { description: 'Somebody of a tenant’s staff; of the platform’s, an operator.' })
export class StaffMemberType {
  @PublicId(ID_PREFIX.user, { description: 'Id of the person.' })
  id!: string;

  @Field(() => String, { description: 'E-mail address.' })
  email!: string;

  @Field(() => String, { nullable: true, description: 'Name of the person.' })
  name!: string | null;

  @Field(() => String, { description: '`tenant_admin`, or `operator` at the platform.' })
  role!: string;

  @Field(() => DateTimeScalar, { description: 'When the person joined.' })
  joinedAt!: Date;
}

export const StaffConnection = connectionOf(StaffMemberType, 'StaffMember');

@InputType('StaffFilter', { description: 'Which staff to list.' })
export class StaffFilterInput {
  @Field(() => String, { nullable: true, description: 'Part of the address or name.' })
  search?: string;
}

/** Orders of the list of staff. */
export enum StaffSortEnum {
  JOINED_AT_ASC = 'joinedAtAsc',
  JOINED_AT_DESC = 'joinedAtDesc',
  EMAIL_ASC = 'emailAsc',
}
registerEnumType(StaffSortEnum, {
  name: 'StaffSort',
  description: 'How the list of staff is sorted.',
  valuesConfig: {
    JOINED_AT_ASC: { description: 'Those who joined first in front.' },
    JOINED_AT_DESC: { description: 'Those who joined last in front.' },
    EMAIL_ASC: { description: 'By address, A to Z.' },
  },
});

@ArgsType()
export class StaffArgs extends PageArgs {
  @Field(() => StaffFilterInput, { nullable: true, description: 'Which staff to list; all when left out.' })
  filter?: StaffFilterInput;

  @Field(() => StaffSortEnum, { defaultValue: StaffSortEnum.JOINED_AT_ASC, description: 'How to sort.' })
  sort!: StaffSortEnum;
}

@InputType('InviteStaffInput', { description: 'Whom to invite as an administrator.' })
export class InviteStaffInput {
  @Field(() => String, { description: 'E-mail address.' })
  email!: string;
}

@ObjectType('InviteStaffPayload', { description: 'The invitation that was sent.' })
export class InviteStaffPayload extends MutationPayload {
  @Field(() => IssuedInvitationType, { nullable: true, description: 'The invitation with its secret; null when it was refused.' })
  invitation?: IssuedInvitationType | null;
}

@InputType('RemoveStaffInput', { description: 'An administrator to take off the staff.' })
export class RemoveStaffInput {
  @Field(() => ID, { description: 'Id of the person.' })
  userId!: string;
}

@ObjectType('RemoveStaffPayload', { description: 'Who is no administrator any more.' })
export class RemoveStaffPayload extends MutationPayload {
  @PublicId(ID_PREFIX.user, { nullable: true, description: 'Id of the person; null when it was refused.' })
  removedUserId?: string | null;
}
