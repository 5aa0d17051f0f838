import { Field, Int, ObjectType } from 'type-graphql';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { MeasuredOrganizationType } from '../usage/usage.types.ts';

@ObjectType('UsageMetrics', {
  description:
    'What an organization did in the last 30 days (UTC, today included), as of now. Sums of money stand by currency and are never converted.',
})
export class UsageMetricsType {
  @Field(() => MeasuredOrganizationType, { description: 'The organization.' })
  organization!: MeasuredOrganizationType;

  @Field(() => Int, { description: 'Calls to carriers.' })
  carrierRequests!: number;

  @Field(() => Int, { description: 'Calls to carriers that failed.' })
  carrierErrors!: number;

  @Field(() => Int, { description: 'Labels bought.' })
  shipments!: number;

  @Field(() => Int, { description: 'Parcels that began to be tracked.' })
  trackers!: number;

  @Field(() => [MoneyType], { description: 'What labels cost, by currency.' })
  shippingSpend!: MoneyType[];

  @Field(() => [MoneyType], { description: 'What addons brought, by currency.' })
  addonRevenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Commission earned on addons, by currency.' })
  commission!: MoneyType[];
}
