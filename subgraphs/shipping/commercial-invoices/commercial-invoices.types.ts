import { Field, Int, ObjectType } from 'type-graphql';
import { MoneyType } from '../../../platform/graphql/money.types.ts';

/** A commercial invoice, as clients see it. */
@ObjectType('CommercialInvoice', {
  description: 'What customs are shown of the goods in a shipment, as a PDF; in test mode it says SAMPLE.',
})
export class CommercialInvoiceType {
  @Field(() => String, {
    description: 'Its number: the seller’s own where the customs declaration has one, else the shipment’s id.',
  })
  number!: string;

  @Field(() => Int, { description: 'How many pieces are on it.' })
  totalQuantity!: number;

  @Field(() => MoneyType, { description: 'What all goods are worth together.' })
  totalValue!: MoneyType;
}
