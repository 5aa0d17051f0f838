import { Field, ObjectType } from 'type-graphql';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { InvitingPayload } from '../invitations/inviting-payload.types.ts';
import { OrganizationType } from './organizations.types.ts';

@ObjectType('CreateOrganizationPayload', { description: 'The organization that was created.' })
export class CreateOrganizationPayload extends InvitingPayload {
  @Field(() => OrganizationType, { nullable: true, description: 'The organization; null when it was refused.' })
  organization?: OrganizationType | null;
}

@ObjectType('UpdateOrganizationPayload', { description: 'The organization as it is now.' })
export class UpdateOrganizationPayload extends MutationPayload {
  @Field(() => OrganizationType, { nullable: true, description: 'The organization; null when it was refused.' })
  organization?: OrganizationType | null;
}
