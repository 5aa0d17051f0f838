import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@ObjectType('CreditPackage', { description: 'Credits as the tenant offers them.' })
export class CreditPackageType {
  @PublicId(ID_PREFIX.creditPackage, { description: 'Id of the package.' })
  id!: string;

  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is meant for.' })
  description!: string | null;

  @Field(() => MoneyType, { description: 'How much can be spent by it.' })
  credits!: MoneyType;

  @Field(() => MoneyType, { description: 'What it costs, in the same currency.' })
  price!: MoneyType;

  @Field(() => Int, { description: 'How many days the credits last from when they are paid.' })
  validityDays!: number;

  @Field(() => Boolean, { description: 'Whether it can be bought.' })
  isActive!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was first offered.' })
  createdAt!: Date;
}

export const CreditPackageConnection = connectionOf(CreditPackageType, 'CreditPackage');

@InputType('CreditPackageFilter', { description: 'Which packages to list; conditions add up.' })
export class CreditPackageFilterInput {
  @Field(() => Boolean, { nullable: true, description: 'Only those that can be bought, or only those that cannot.' })
  isActive?: boolean | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those in this currency.' })
  currency?: string | null;
}

/** Orders of the list of packages. */
export enum CreditPackageSortEnum {
  PRICE_ASC = 'priceAsc',
  PRICE_DESC = 'priceDesc',
}
registerEnumType(CreditPackageSortEnum, {
  name: 'CreditPackageSort',
  description: 'How the list of packages is sorted.',
  valuesConfig: {
    PRICE_ASC: { description: 'Cheapest first, whatever the currency.' },
    PRICE_DESC: { description: 'Dearest first, whatever the currency.' },
  },
});

@ArgsType()
export class CreditPackagesArgs extends PageArgs {
  @Field(() => CreditPackageFilterInput, { nullable: true, description: 'Which packages to list; all when left out.' })
  filter?: CreditPackageFilterInput;

  @Field(() => CreditPackageSortEnum, { defaultValue: CreditPackageSortEnum.PRICE_ASC, description: 'How to sort.' })
  sort!: CreditPackageSortEnum;
}

@InputType('CreateCreditPackageInput', { description: 'Credits to be offered.' })
export class CreateCreditPackageInput {
  @Field(() => String, { description: 'Name, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is meant for.' })
  description?: string | null;

  @Field(() => MoneyInput, { description: 'How much can be spent by it: more than nothing, payable in its currency.' })
  credits!: MoneyInput;

  @Field(() => MoneyInput, { description: 'What it costs, in the same currency.' })
  price!: MoneyInput;

  @Field(() => Int, { nullable: true, description: 'How many days the credits last from when they are paid; 365 when left out.' })
  validityDays?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it can be bought; true when left out.' })
  isActive?: boolean | null;
}

@InputType('UpdateCreditPackageInput', {
  description: 'What is to change in an offer; what is left out stays. What was bought keeps its terms.',
})
export class UpdateCreditPackageInput {
  @Field(() => ID, { description: 'Id of the package.' })
  packageId!: string;

  @Field(() => String, { nullable: true, description: 'Name, 1 to 100 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is meant for; null takes it away.' })
  description?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: 'How much can be spent by it.' })
  credits?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'What it costs.' })
  price?: MoneyInput | null;

  @Field(() => Int, { nullable: true, description: 'How many days the credits last.' })
  validityDays?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it can be bought.' })
  isActive?: boolean | null;
}

@ObjectType('CreateCreditPackagePayload', { description: 'The package that is offered.' })
export class CreateCreditPackagePayload extends MutationPayload {
  @Field(() => CreditPackageType, { nullable: true, description: 'The package; null when it was refused.' })
  creditPackage?: CreditPackageType | null;
}

@ObjectType('UpdateCreditPackagePayload', { description: 'The package as it is offered now.' })
export class UpdateCreditPackagePayload extends MutationPayload {
  @Field(() => CreditPackageType, { nullable: true, description: 'The package; null when it was refused.' })
  creditPackage?: CreditPackageType | null;
}
