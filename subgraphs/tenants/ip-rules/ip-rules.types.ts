import { Field, InputType, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@ObjectType('IpRule', { description: 'A network from which the people and programs of a tenant may come.' })
export class IpRuleType {
  @PublicId(ID_PREFIX.ipRule, { description: 'Id of the rule.' })
  id!: string;

  @Field(() => String, { description: 'The network, as `203.0.113.0/24` or `2001:db8::/32`.' })
  range!: string;

  @Field(() => String, { nullable: true, description: 'Whose network it is.' })
  description!: string | null;

  @Field(() => String, { description: 'Who allowed it, e.g. `user/…`.' })
  createdBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was allowed.' })
  createdAt!: Date;
}

@InputType('IpRuleInput', { description: 'A network to allow.' })
export class IpRuleInput {
  @Field(() => String, { description: 'The network in CIDR notation, or a single address.' })
  range!: string;

  @Field(() => String, { nullable: true, description: 'Whose network it is, 1 to 100 characters.' })
  description?: string | null;
}

@InputType('SetIpRulesInput', { description: 'The networks to allow from now on.' })
export class SetIpRulesInput {
  @Field(() => [IpRuleInput], { description: 'All of them, at most 100; none allows every network.' })
  rules!: IpRuleInput[];

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Confirms a list that does not include the caller’s own address, which would shut them out.',
  })
  confirmsLockOut!: boolean;
}

@ObjectType('SetIpRulesPayload', { description: 'The networks that are allowed now.' })
export class SetIpRulesPayload extends MutationPayload {
  @Field(() => [IpRuleType], { nullable: true, description: 'The rules; null when it was refused.' })
  ipRules?: IpRuleType[] | null;
}
