import { Field, ID, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { External, Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';

/** A rate as billing knows it: what it costs in all, and who is to pay. */
@Key('id')
@ObjectType('Rate', { description: 'What a carrier asks for a consignment by one of its services.' })
export class RateStub {
  @PublicId(ID_PREFIX.rate, { description: 'Id of the rate.' })
  id!: string;

  @External()
  @Field(() => MoneyType, { nullable: true, description: 'What the shipment costs in all.' })
  totalCharge?: MoneyType | null;

  @External()
  @Field(() => ID, { nullable: true, description: 'Id of the entity that is to pay; null for the caller’s default entity.' })
  payerEntityId?: string | null;
}
