import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { DateRangeInput } from '../usage/date-range.types.ts';

@Key('id', { isResolvable: false })
@ObjectType('CarrierConnection', { description: 'An organization’s access to a carrier, in test or live mode.' })
export class CarrierConnectionStub {
  @PublicId(ID_PREFIX.connection, { description: 'Id of the connection.' })
  id!: string;
}

/** Which connections, of which days. */
@ArgsType()
export class CarrierConnectionAnalyticsArgs {
  @Field(() => ID, { nullable: true, description: 'One connection; one that did nothing has no row.' })
  carrierId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'An organization; for staff all of them when left out, for everybody else their own.',
  })
  organizationId?: string | null;

  @Field(() => DateRangeInput, { nullable: true, description: 'The days; the last 30 when left out.' })
  dateRange?: DateRangeInput | null;

  @Field(() => Int, { defaultValue: 100, description: 'How many connections at most, 1 to 1000.' })
  limit!: number;
}

@ObjectType('CarrierConnectionAnalytics', {
  description:
    'What went through one carrier connection in a range of UTC days. Sums of money stand by currency, never converted; a currency that sums to zero is left out.',
})
export class CarrierConnectionAnalyticsType {
  @PublicId(ID_PREFIX.connection, { description: 'Id of the carrier connection.' })
  carrierId!: string;

  @Field(() => String, { nullable: true, description: 'Name of the carrier as it was said last.' })
  carrierName!: string | null;

  @PublicId(ID_PREFIX.organization, { description: 'Id of the organization that used it.' })
  organizationId!: string;

  @Field(() => Int, { description: 'Calls to the carrier.' })
  apiRequests!: number;

  @Field(() => Int, { description: 'Calls to the carrier that failed.' })
  apiErrors!: number;

  @Field(() => DecimalScalar, {
    description: 'Failed calls by all calls, 0 to 1: exact, or rounded half up at 12 places; 0 without calls.',
  })
  errorRate!: string;

  @Field(() => Int, { description: 'Shipments drawn up for it, whether or not their label was bought.' })
  shipmentsCreated!: number;

  @Field(() => Int, { description: 'Labels bought.' })
  shipmentsPurchased!: number;

  @Field(() => [MoneyType], { description: 'What was charged for the labels, addons included, by currency.' })
  totalRevenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Addons charged on its shipments, by currency.' })
  addonRevenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Commission earned on those addons, by currency.' })
  commissionEarned!: MoneyType[];
}
