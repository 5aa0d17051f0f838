import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateScalar, DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { EntityType } from '../entities/entities.types.ts';

@ObjectType('UsageOverage', {
  description: 'Usage of a month beyond what its price includes, as it stood when it was computed, once a day.',
})
export class UsageOverageType {
  @PublicId(ID_PREFIX.usageOverage, { description: 'Id of the overage; explainAmount says what it is made of.' })
  id!: string;

  @Field(() => EntityType, { nullable: true, description: 'The entity.' })
  entity?: EntityType | null;

  @Field(() => String, { description: 'The month in the entity’s time zone, e.g. "2026-03".' })
  period!: string;

  @Field(() => String, { description: 'The key of the meter.' })
  meter!: string;

  @Field(() => DateScalar, { description: 'The day, in UTC, on which it was computed.' })
  day!: string;

  @Field(() => DecimalScalar, { description: 'The quantity that costs nothing.' })
  includedQuantity!: string;

  @Field(() => DecimalScalar, { description: 'What was used beyond it so far.' })
  overageQuantity!: string;

  @Field(() => DecimalScalar, { description: 'All that was used so far.' })
  quantity!: string;

  @Field(() => MoneyType, { description: 'What the month comes to so far, rounded once.' })
  amount!: MoneyType;

  @Field(() => DateTimeScalar, { description: 'When it was computed.' })
  computedAt!: Date;
}

export const UsageOverageConnection = connectionOf(UsageOverageType, 'UsageOverage');

@InputType('UsageOverageFilter', { description: 'Which overages to list; conditions add up.' })
export class UsageOverageFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of one organization; for staff of the tenant, who see all of them.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this entity.' })
  entityId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only those of this month, e.g. "2026-03".' })
  period?: string | null;

  @Field(() => String, { nullable: true, description: 'Only those of the meter with this key.' })
  meter?: string | null;
}

@ArgsType()
export class UsageOveragesArgs extends PageArgs {
  @Field(() => UsageOverageFilterInput, { nullable: true, description: 'Which overages to list; all in view when left out.' })
  filter?: UsageOverageFilterInput;
}
