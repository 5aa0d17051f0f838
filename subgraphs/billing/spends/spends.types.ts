import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { TeamType } from '../teams/team.types.ts';

@ObjectType('CreditSpend', { description: 'Credits that were spent at once, as you go.' })
export class CreditSpendType {
  @PublicId(ID_PREFIX.creditSpend, { description: 'Id of the spend; explainAmount says what it drew on.' })
  id!: string;

  @Field(() => EntityType, { nullable: true, description: 'The entity whose credits they were.' })
  entity?: EntityType | null;

  @Field(() => TeamType, { nullable: true, description: 'The team that spent them; null for none.' })
  team?: TeamType | null;

  @Field(() => MoneyType, { description: 'How much.' })
  amount!: MoneyType;

  @Field(() => String, { description: 'What it was spent on.' })
  reason!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  occurredAt!: Date;
}

@InputType('SpendCreditsInput', { description: 'Credits to be spent at once.' })
export class SpendCreditsInput {
  @Field(() => ID, { description: 'The entity that pays.' })
  entityId!: string;

  @Field(() => MoneyInput, {
    description: 'How much, in the entity’s currency; more than nothing, at most 6 digits after the point.',
  })
  amount!: MoneyInput;

  @Field(() => String, { description: 'What it is spent on, e.g. "project_posted"; 1 to 200 characters.' })
  reason!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The user whose limit at the entity counts; for staff. A member’s own counts always.',
  })
  userId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The team that spends, of which the user is a member; the user’s default team when left out.',
  })
  teamId?: string | null;

  @Field(() => String, {
    description: 'Chosen by the sender, unique in the organization: a repeat answers the first spend and takes nothing.',
  })
  idempotencyKey!: string;
}

@ObjectType('SpendCreditsPayload', { description: 'What was spent.' })
export class SpendCreditsPayload extends MutationPayload {
  @Field(() => CreditSpendType, { nullable: true, description: 'The spend; null when it was refused.' })
  creditSpend?: CreditSpendType | null;
}
