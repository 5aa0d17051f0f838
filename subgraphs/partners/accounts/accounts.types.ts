import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import type { PartnerRelationship } from './partner-account.entity.ts';

/** Names of the relationships. */
export enum PartnerRelationshipEnum {
  REFERS = 'refers',
  MANAGES = 'manages',
}
registerEnumType(PartnerRelationshipEnum, {
  name: 'PartnerRelationship',
  description: 'How a partner stands to an account.',
  valuesConfig: {
    REFERS: { description: 'The partner brought the organization.' },
    MANAGES: { description: 'The partner brought the organization and runs it.' },
  },
});

/** Orders of the list of accounts. */
export enum PartnerAccountSortEnum {
  STARTED_AT_DESC = 'startedAtDesc',
  STARTED_AT_ASC = 'startedAtAsc',
}
registerEnumType(PartnerAccountSortEnum, {
  name: 'PartnerAccountSort',
  description: 'How the list of partner accounts is sorted.',
  valuesConfig: {
    STARTED_AT_DESC: { description: 'Newest first.' },
    STARTED_AT_ASC: { description: 'Oldest first.' },
  },
});

@Key('id')
@ObjectType('Organization')
export class PartneredOrganizationType {
  @PublicId(ID_PREFIX.organization, { description: 'Id of the organization.' })
  id!: string;
}

@Key('id')
@ObjectType('PartnerAccount', { description: 'The time in which an organization belongs to a partner.' })
export class PartnerAccountType {
  @PublicId(ID_PREFIX.partnerAccount, { description: 'Id of the account.' })
  id!: string;

  @Field(() => PartnerRelationshipEnum, { nullable: true, description: 'How the partner stands to the organization.' })
  relationship!: PartnerRelationship;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when.' })
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when; null while it lasts.' })
  endedAt!: Date | null;
}

export const PartnerAccountConnection = connectionOf(PartnerAccountType, 'PartnerAccount');

@InputType('AssignPartnerAccountInput', { description: 'Which organization belongs to which partner.' })
export class AssignPartnerAccountInput {
  @Field(() => ID, { description: 'Id of the partner.' })
  partnerId!: string;

  @Field(() => ID, { description: 'Id of the organization; it must not have a partner yet.' })
  organizationId!: string;

  @Field(() => PartnerRelationshipEnum, { description: 'How the partner stands to the organization.' })
  relationship!: PartnerRelationship;
}

@InputType('EndPartnerAccountInput', { description: 'Which account to end.' })
export class EndPartnerAccountInput {
  @Field(() => ID, { description: 'Id of the account.' })
  id!: string;
}

@InputType('PartnerAccountFilter', { description: 'Which accounts to list; conditions add up.' })
export class PartnerAccountFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those of this partner.' })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this organization.' })
  organizationId?: string | null;

  @Field(() => PartnerRelationshipEnum, { nullable: true, description: 'Only those of this relationship.' })
  relationship?: PartnerRelationship | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those that last, or only those that ended.' })
  isActive?: boolean | null;
}

@ArgsType()
export class PartnerAccountsArgs extends PageArgs {
  @Field(() => PartnerAccountFilterInput, { nullable: true, description: 'Which accounts to list; all when left out.' })
  filter?: PartnerAccountFilterInput;

  @Field(() => PartnerAccountSortEnum, { defaultValue: PartnerAccountSortEnum.STARTED_AT_DESC, description: 'How to sort.' })
  sort!: PartnerAccountSortEnum;
}

@ObjectType('AssignPartnerAccountPayload', { description: 'The new account, or why there is none.' })
export class AssignPartnerAccountPayload extends MutationPayload {
  @Field(() => PartnerAccountType, { nullable: true, description: 'The new account; null when it was refused.' })
  partnerAccount?: PartnerAccountType | null;
}

@ObjectType('EndPartnerAccountPayload', { description: 'The account with its end, or why it was not ended.' })
export class EndPartnerAccountPayload extends MutationPayload {
  @Field(() => PartnerAccountType, { nullable: true, description: 'The ended account; null when it was refused.' })
  partnerAccount?: PartnerAccountType | null;
}
