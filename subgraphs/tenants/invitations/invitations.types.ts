import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { OrganizationType } from '../organizations/organizations.types.ts';

/** Roles in an organization. */
export enum OrganizationRoleEnum {
  OWNER = 'owner',
  ADMIN = 'admin',
  MEMBER = 'member',
  DEVELOPER = 'developer',
}
registerEnumType(OrganizationRoleEnum, {
  name: 'OrganizationRole',
  description: 'What a member of an organization may do.',
  valuesConfig: {
    OWNER: { description: 'Everything, money and ownership included.' },
    ADMIN: { description: 'Team, carriers, shipments and analytics; sees billing.' },
    MEMBER: { description: 'Quotes and ships.' },
    DEVELOPER: { description: 'API tokens and webhooks; sees shipments.' },
  },
});

@ObjectType('Invitation', { description: 'An offer to join an organization or a tenant’s staff.' })
export class InvitationType {
  @PublicId(ID_PREFIX.invitation, { description: 'Id of the invitation.' })
  id!: string;

  @Field(() => String, { description: 'Whom it is for.' })
  email!: string;

  @Field(() => String, { description: 'The role it gives: tenant_admin, owner, admin, member or developer.' })
  role!: string;

  @Field(() => String, { description: 'pending, accepted or revoked.' })
  status!: string;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'Until when it can be accepted.' })
  expiresAt!: Date;
}

@ObjectType('IssuedInvitation', { description: 'An invitation with the secret that accepts it; the secret is shown this once.' })
export class IssuedInvitationType {
  @Field(() => InvitationType, { description: 'The invitation.' })
  invitation!: InvitationType;

  @Field(() => String, { description: 'Hand it to the invited person: it goes into acceptInvitation.' })
  acceptToken!: string;
}

@InputType('SendOrganizationInvitesInput', { description: 'Whom to invite into an organization.' })
export class SendOrganizationInvitesInput {
  @Field(() => ID, { nullable: true, description: 'The organization; the caller’s own when left out.' })
  organizationId?: string;

  @Field(() => [String], { description: 'E-mail addresses, 1 to 50.' })
  emails!: string[];

  @Field(() => OrganizationRoleEnum, {
    defaultValue: OrganizationRoleEnum.MEMBER,
    description: 'The role they will have; at most what the caller may do.',
  })
  role!: OrganizationRoleEnum;
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

@InputType('AcceptInvitationInput', { description: 'Acceptance of an invitation.' })
export class AcceptInvitationInput {
  @Field(() => String, { description: 'The invitation’s secret.' })
  token!: string;

  @Field(() => String, { description: 'Name of the person who accepts, 1 to 100 characters.' })
  name!: string;
}

@ObjectType('AcceptInvitationPayload', { description: 'What accepting an invitation gives.' })
export class AcceptInvitationPayload extends MutationPayload {
  @PublicId(ID_PREFIX.user, { nullable: true, description: 'Id of the person; null when it was refused.' })
  userId?: string | null;

  @PublicId(ID_PREFIX.organization, { nullable: true, description: 'The organization joined; null for a tenant’s staff.' })
  organizationId?: string | null;

  @Field(() => String, { nullable: true, description: 'The role that was given.' })
  role?: string | null;

  @Field(() => String, { nullable: true, description: 'A live access token of the person; shown this once.' })
  accessToken?: string | null;
}
