import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { OrganizationType } from '../organizations/organizations.types.ts';
import { InvitationType, IssuedInvitationType } from './invitations.types.ts';

@InputType('SendOrganizationInvitesInput', { description: 'Whom to invite into an organization.' })
export class SendOrganizationInvitesInput {
  @Field(() => ID, { nullable: true, description: 'The organization; the caller’s own when left out.' })
  organizationId?: string;

  @Field(() => [String], { description: 'E-mail addresses, 1 to 50.' })
  emails!: string[];

  @Field(() => [String], {
    defaultValue: ['member'],
    description: 'Keys of the roles they will have, e.g. `member`; each at most what the caller may do.',
  })
  roles!: string[];
}

@ObjectType('SendOrganizationInvitesPayload', { description: 'The invitations that were made.' })
export class SendOrganizationInvitesPayload extends MutationPayload {
  @Field(() => OrganizationType, { nullable: true, description: 'The organization; null when it was refused.' })
  organization?: OrganizationType | null;

  @Field(() => Int, { nullable: true, description: 'How many were invited; null when it was refused.' })
  invitationsSent?: number | null;

  @Field(() => [IssuedInvitationType], {
    nullable: true,
    description: 'The invitations with their secrets; null when it was refused.',
  })
  invitations?: IssuedInvitationType[] | null;
}

@InputType('InvitationInput', { description: 'An invitation by its id.' })
export class InvitationInput {
  @Field(() => ID, { description: 'Id of the invitation.' })
  id!: string;
}

@ObjectType('RevokeInvitationPayload', { description: 'The invitation that was taken back.' })
export class RevokeInvitationPayload extends MutationPayload {
  @Field(() => InvitationType, { nullable: true, description: 'The invitation; null when it was refused.' })
  invitation?: InvitationType | null;
}

@ObjectType('ResendInvitationPayload', { description: 'The invitation that was sent again.' })
export class ResendInvitationPayload extends MutationPayload {
  @Field(() => IssuedInvitationType, {
    nullable: true,
    description: 'The invitation with its new secret; null when it was refused.',
  })
  invitation?: IssuedInvitationType | null;
}

@InputType('AcceptInvitationInput', { description: 'Acceptance of an invitation.' })
export class AcceptInvitationInput {
  @Field(() => String, { description: 'The invitation’s secret.' })
  token!: string;

  @Field(() => String, { description: 'Name of the person who accepts, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'A password to sign in with, 10 to 200 characters; good once the address is confirmed by the code that is mailed to it (verifyEmail). A person who has one keeps it.',
  })
  password?: string | null;
}

@ObjectType('AcceptInvitationPayload', { description: 'What accepting an invitation gives.' })
export class AcceptInvitationPayload extends MutationPayload {
  @PublicId(ID_PREFIX.user, { nullable: true, description: 'Id of the person; null when it was refused.' })
  userId?: string | null;

  @PublicId(ID_PREFIX.organization, { nullable: true, description: 'The organization joined; null for a tenant’s staff.' })
  organizationId?: string | null;

  @Field(() => [String], { nullable: true, description: 'Keys of the roles that were given; null when it was refused.' })
  roles?: string[] | null;

  @Field(() => String, { nullable: true, description: 'A live access token of the person; shown this once.' })
  accessToken?: string | null;
}

@InputType('DeclineInvitationInput', { description: 'A no to an invitation.' })
export class DeclineInvitationInput {
  @Field(() => String, { description: 'The invitation’s secret.' })
  token!: string;
}

@ObjectType('DeclineInvitationPayload', { description: 'What became of a no to an invitation.' })
export class DeclineInvitationPayload extends MutationPayload {
  @PublicId(ID_PREFIX.invitation, { nullable: true, description: 'Id of the invitation that ended; null when it was refused.' })
  declinedInvitationId?: string | null;
}
