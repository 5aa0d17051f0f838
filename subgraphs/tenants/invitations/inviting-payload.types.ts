import { Field, ObjectType } from 'type-graphql';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { IssuedInvitationType } from './invitations.types.ts';

/** What the payload of a mutation has that makes an organization and invites its people. */
@ObjectType()
export class InvitingPayload extends MutationPayload {
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
