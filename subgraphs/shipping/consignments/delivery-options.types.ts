import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';

/** Whose signature a parcel is handed over against. */
export enum SignatureOption {
  ANY = 'any',
  ADULT = 'adult',
}
registerEnumType(SignatureOption, {
  name: 'SignatureOption',
  description: 'Whose signature a parcel is handed over against.',
  valuesConfig: {
    ANY: { description: 'That of somebody at the address.' },
    ADULT: { description: 'That of an adult at the address.' },
  },
});

/** What is asked for beyond carrying, as clients send it. */
@InputType('DeliveryOptionsInput', { description: 'What is asked for beyond carrying.' })
export class DeliveryOptionsInputType {
  @Field(() => SignatureOption, { nullable: true, description: 'Whose signature is needed; nobody’s by default.' })
  signature?: SignatureOption | null;

  @Field(() => MoneyInput, { nullable: true, description: 'The value to be insured; none by default.' })
  insuredValue?: MoneyInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is to be delivered on Saturdays too; no by default.' })
  isSaturdayDelivery?: boolean | null;
}

/** What is asked for beyond carrying, as clients see it. */
@ObjectType('DeliveryOptions', { description: 'What is asked for beyond carrying.' })
export class DeliveryOptionsType {
  @Field(() => SignatureOption, { nullable: true, description: 'Whose signature is needed; null for nobody’s.' })
  signature?: string | null;

  @Field(() => MoneyType, { nullable: true, description: 'The insured value; null for none.' })
  insuredValue?: MoneyType | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is to be delivered on Saturdays too.' })
  isSaturdayDelivery?: boolean | null;
}
