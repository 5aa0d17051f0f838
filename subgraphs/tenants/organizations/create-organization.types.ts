import { Field, ObjectType } from 'type-graphql';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { IssuedInvitationType } from '../invitations/invitations.types.ts';
import { OrganizationType } from './organizations.types.ts';

@ObjectType('CreateOrganizationPayload', { description: 'The organization that was created.' })
export class CreateOrganizationPayload extends MutationPayload {
  @Field(() => OrganizationType, { nullable: true, description: 'The organization; null when it was refused.' })
  organization?: OrganizationType | null;

  @Field(() => IssuedInvitationType, {
    nullable: true,
    description: 'The invitation of its owner; null when none was asked for.',
  })
  ownerInvitation?: IssuedInvitationType | null;

  @Field(() => [IssuedInvitationType], {
    nullable: true,
    description: 'Every invitation that was sent, the owner’s included; null when it was refused.',
  })
  invitations?: IssuedInvitationType[] | null;
}

@ObjectType('UpdateOrganizationPayload', { description: 'The organization as it is now.' })
export class UpdateOrganizationPayload extends MutationPayload {
  @Field(() => OrganizationType, { nullable: true, description: 'The organization; null when it was refused.' })
  organization?: OrganizationType | null;
}
