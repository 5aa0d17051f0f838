import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { InvitingPayload } from '../invitations/inviting-payload.types.ts';
import { IssuedInvitationType } from '../invitations/invitations.types.ts';
import { NewOrganizationFields, OrganizationSortEnum, OrganizationType } from '../organizations/organizations.types.ts';

@InputType('AccountFilter', { description: 'Which accounts to list; conditions add up.' })
export class AccountFilterInput {
  @Field(() => String, { nullable: true, description: 'Part of the name or slug.' })
  search?: string;

  @Field(() => String, { nullable: true, description: 'The whole name, in any case.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'The whole slug.' })
  slug?: string;

  @Field(() => Boolean, { nullable: true, description: 'Only those that may act, or only those that may not.' })
  isActive?: boolean;

  @Field(() => String, { nullable: true, description: 'Only those that the person with this address belongs to.' })
  memberEmail?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those made at this instant or later.' })
  createdAfter?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those made before this instant.' })
  createdBefore?: Date;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: those that were deleted and can be restored, instead of those that are there.',
  })
  isDeleted?: boolean;
}

@ArgsType()
export class AccountsArgs extends PageArgs {
  @Field(() => AccountFilterInput, { nullable: true, description: 'Which accounts to list; all when left out.' })
  filter?: AccountFilterInput;

  @Field(() => OrganizationSortEnum, { defaultValue: OrganizationSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: OrganizationSortEnum;
}

@InputType('CreateOrganizationAccountInput', { description: 'What a new account is made of.' })
export class CreateOrganizationAccountInput extends NewOrganizationFields {}

@InputType('UpdateOrganizationAccountInput', { description: 'What to change about an account; what is left out stays.' })
export class UpdateOrganizationAccountInput {
  @Field(() => ID, { description: 'Id of the organization.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Display name, 1 to 100 characters.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'Short name, unique in the tenant.' })
  slug?: string;
}

@InputType('DisableOrganizationAccountInput', { description: 'An account that may not act any more.' })
export class DisableOrganizationAccountInput {
  @Field(() => ID, { description: 'Id of the organization.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Why, for the tenant’s staff; at most 500 characters.' })
  reason?: string;
}

@InputType('OrganizationAccountInput', { description: 'An account by its id.' })
export class OrganizationAccountInput {
  @Field(() => ID, { description: 'Id of the organization.' })
  id!: string;
}

@InputType('RestoreOrganizationAccountInput', { description: 'A deleted account that is to be there again.' })
export class RestoreOrganizationAccountInput {
  @Field(() => ID, { description: 'Id of the organization.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'A new slug, when its own has gone to another.' })
  slug?: string;
}

@InputType('InviteOrganizationUserInput', { description: 'Whom to invite into an account.' })
export class InviteOrganizationUserInput {
  @Field(() => ID, { description: 'Id of the organization.' })
  organizationId!: string;

  @Field(() => String, { description: 'E-mail address.' })
  email!: string;

  @Field(() => [String], { defaultValue: ['member'], description: 'Keys of the roles the person will have, e.g. `member`.' })
  roles!: string[];
}

@ObjectType('CreateOrganizationAccountPayload', { description: 'The account that was created.' })
export class CreateOrganizationAccountPayload extends InvitingPayload {
  @Field(() => OrganizationType, { nullable: true, description: 'The account; null when it was refused.' })
  account?: OrganizationType | null;
}

@ObjectType('OrganizationAccountPayload', { description: 'The account as it is now.' })
export class OrganizationAccountPayload extends MutationPayload {
  @Field(() => OrganizationType, { nullable: true, description: 'The account; null when it was refused.' })
  account?: OrganizationType | null;
}

@ObjectType('DeleteOrganizationAccountPayload', { description: 'The account that was deleted.' })
export class DeleteOrganizationAccountPayload extends MutationPayload {
  @PublicId(ID_PREFIX.organization, {
    nullable: true,
    description: 'Id of the organization that is no more; null when it was refused.',
  })
  deletedAccountId?: string | null;
}

@ObjectType('InviteOrganizationUserPayload', { description: 'The invitation that was sent.' })
export class InviteOrganizationUserPayload extends MutationPayload {
  @Field(() => OrganizationType, { nullable: true, description: 'The account; null when it was refused.' })
  account?: OrganizationType | null;

  @Field(() => IssuedInvitationType, { nullable: true, description: 'The invitation with its secret; null when it was refused.' })
  invitation?: IssuedInvitationType | null;
}
