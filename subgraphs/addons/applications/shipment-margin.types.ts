import { Field, ObjectType } from 'type-graphql';
import { MoneyType } from '../../../platform/graphql/money.types.ts';

@ObjectType('ShipmentMargin', {
  description:
    'Where the money of a shipment goes: carrier cost and addons make what the customer pays; commission is a part of the addons.',
})
export class ShipmentMarginType {
  @Field(() => MoneyType, { description: 'What the carrier takes; zero once the shipment is cancelled.' })
  carrierCost!: MoneyType;

  @Field(() => MoneyType, { description: 'What addons were charged, reversals taken off.' })
  addonTotal!: MoneyType;

  @Field(() => MoneyType, { description: 'What the customer pays: carrier cost and addons together.' })
  totalCharge!: MoneyType;

  @Field(() => MoneyType, { description: 'The part of the addons that is commission, the platform’s and organizations’.' })
  commission!: MoneyType;

  @Field(() => MoneyType, { description: 'What is left to the marketplace: addons less commission.' })
  net!: MoneyType;
}
