import { Field, InputType, ObjectType } from 'type-graphql';
import type { BigNumber } from 'bignumber.js';
import { CurrencyCodeScalar, DecimalScalar } from './scalars.ts';
import { Shareable } from './federation.ts';

/** An amount with its currency. */
@Shareable()
@ObjectType('Money', { description: 'An exact amount of money.' })
export class MoneyType {
  @Field(() => DecimalScalar, { description: 'The amount in units of the currency, e.g. "12.50".' })
  amount!: string | BigNumber;

  @Field(() => CurrencyCodeScalar, { description: 'The currency of the amount.' })
  currency!: string;
}

/** An amount with its currency, as clients send it. */
@InputType('MoneyInput', { description: 'An exact amount of money.' })
export class MoneyInput {
  @Field(() => DecimalScalar, { description: 'The amount in units of the currency, e.g. "12.50".' })
  amount!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency of the amount.' })
  currency!: string;
}
