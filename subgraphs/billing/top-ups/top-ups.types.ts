import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { CreditPackageType } from '../packages/credit-packages.types.ts';

@ObjectType('AutoTopUp', { description: 'On what terms a balance tops itself up.' })
export class AutoTopUpType {
  @Field(() => Boolean, { description: 'Whether it does.' })
  isEnabled!: boolean;

  @Field(() => CreditPackageType, { nullable: true, description: 'What is bought.' })
  package?: CreditPackageType | null;

  @Field(() => MoneyType, { description: 'Unspent credits at or below which it is bought.' })
  threshold!: MoneyType;

  @Field(() => MoneyType, { description: 'The most that is paid by it in a calendar month of the entity’s time zone.' })
  monthlyCeiling!: MoneyType;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When a payment failed: nothing is bought until the terms are set anew. Null while all is well.',
  })
  pausedAt!: Date | null;
}

@InputType('SetAutoTopUpInput', { description: 'On what terms a balance is to top itself up.' })
export class SetAutoTopUpInput {
  @Field(() => ID, { description: 'The entity.' })
  entityId!: string;

  @Field(() => ID, { description: 'The package that is bought, in the entity’s currency.' })
  packageId!: string;

  @Field(() => MoneyInput, { description: 'Unspent credits at or below which it is bought.' })
  threshold!: MoneyInput;

  @Field(() => MoneyInput, { description: 'The most that is paid by it in a calendar month of the entity’s time zone.' })
  monthlyCeiling!: MoneyInput;

  @Field(() => String, { description: 'A payment method as its provider names it.' })
  paymentMethodToken!: string;

  @Field(() => Boolean, { nullable: true, description: 'False keeps the terms and buys nothing; true when left out.' })
  isEnabled?: boolean | null;
}

@ObjectType('SetAutoTopUpPayload', { description: 'The terms as they are now.' })
export class SetAutoTopUpPayload extends MutationPayload {
  @Field(() => AutoTopUpType, { nullable: true, description: 'The terms; null when they were refused.' })
  autoTopUp?: AutoTopUpType | null;
}
