import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';

/** What became of an invitation. */
export enum InvitationStatusEnum {
  PENDING = 'pending',
  ACCEPTED = 'accepted',
  DECLINED = 'declined',
  REVOKED = 'revoked',
  EXPIRED = 'expired',
}
registerEnumType(InvitationStatusEnum, {
  name: 'InvitationStatus',
  description: 'What became of an invitation.',
  valuesConfig: {
    PENDING: { description: 'It waits for an answer.' },
    ACCEPTED: { description: 'Whoever was invited joined.' },
    DECLINED: { description: 'Whoever was invited said no.' },
    REVOKED: { description: 'It was taken back, or the next one took its place.' },
    EXPIRED: { description: 'Nobody answered it in time; sending it again gives it more time.' },
  },
});

@ObjectType('Invitation', { description: 'An offer to join an organization or a tenant’s staff.' })
export class InvitationType {
  @PublicId(ID_PREFIX.invitation, { description: 'Id of the invitation.' })
  id!: string;

  @PublicId(ID_PREFIX.organization, { nullable: true, description: 'Where it leads; null for the tenant’s staff.' })
  organizationId!: string | null;

  @Field(() => String, { description: 'Whom it is for.' })
  email!: string;

  @Field(() => [String], { description: 'Keys of the roles it gives; `tenant_admin` for the tenant’s staff.' })
  roles!: string[];

  @Field(() => InvitationStatusEnum, { description: 'What became of it.' })
  status!: InvitationStatusEnum;

  @Field(() => String, { description: 'Who made it, e.g. `user/…`.' })
  invitedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'Until when it can be accepted.' })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was accepted; null when it was not.' })
  acceptedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: 'When its mail was last sent.' })
  sentAt!: Date;

  @Field(() => Int, { description: 'How often its mail was sent; ten times at most.' })
  timesSent!: number;
}

export const InvitationConnection = connectionOf(InvitationType, 'Invitation');

@ObjectType('IssuedInvitation', { description: 'An invitation with the secret that accepts it; the secret is shown this once.' })
export class IssuedInvitationType {
  @Field(() => InvitationType, { description: 'The invitation.' })
  invitation!: InvitationType;

  @Field(() => String, { description: 'What its mail says too: it goes into acceptInvitation.' })
  acceptToken!: string;
}

@InputType('InvitationFilter', { description: 'Which invitations to list; conditions add up.' })
export class InvitationFilterInput {
  @Field(() => InvitationStatusEnum, { nullable: true, description: 'Only those of which this became.' })
  status?: InvitationStatusEnum;

  @Field(() => String, { nullable: true, description: 'Only those for this address.' })
  email?: string;

  @Field(() => String, { nullable: true, description: 'Only those that give the role of this key.' })
  role?: string;

  @Field(() => ID, { nullable: true, description: 'Only those into this organization.' })
  organizationId?: string;
}

/** Orders of the list of invitations. */
export enum InvitationSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  EMAIL_ASC = 'emailAsc',
}
registerEnumType(InvitationSortEnum, {
  name: 'InvitationSort',
  description: 'How the list of invitations is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    EMAIL_ASC: { description: 'By address, A to Z.' },
  },
});

@ArgsType()
export class InvitationsArgs extends PageArgs {
  @Field(() => InvitationFilterInput, { nullable: true, description: 'Which invitations to list; all when left out.' })
  filter?: InvitationFilterInput;

  @Field(() => InvitationSortEnum, { defaultValue: InvitationSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: InvitationSortEnum;
}
