import { Field, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateScalar } from '../../../platform/graphql/scalars.ts';

@ObjectType('TopOrganization', { description: 'What an organization brought in a range of days.' })
export class TopOrganizationType {
  @PublicId(ID_PREFIX.organization, { description: 'Id of the organization.' })
  organizationId!: string;

  @Field(() => String, { nullable: true, description: 'The name under which it was made; `organization` tells its present one.' })
  name!: string | null;

  @Field(() => Int, { description: 'Labels bought.' })
  shipmentCount!: number;

  @Field(() => [MoneyType], { description: 'What was charged for the labels, addons included, by currency.' })
  revenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Commission earned on its addons, by currency.' })
  commission!: MoneyType[];
}

@ObjectType('MarketplaceAnalytics', {
  description:
    'What a whole marketplace did in a range of UTC days. Sums of money stand by currency, never converted; a currency that sums to zero is left out.',
})
export class MarketplaceAnalyticsType {
  @Field(() => DateScalar, { description: 'First day of the range.' })
  dateFrom!: string;

  @Field(() => DateScalar, { description: 'Last day of the range, included.' })
  dateTo!: string;

  @Field(() => Int, { description: 'Organizations there were at the end of the last day.' })
  totalOrganizations!: number;

  @Field(() => Int, { description: 'Labels bought.' })
  totalShipments!: number;

  @Field(() => [MoneyType], { description: 'What was charged for the labels, addons included, by currency.' })
  totalRevenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Addons charged, by currency.' })
  totalAddonRevenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Commission earned on addons, reversals taken off, by currency.' })
  totalCommissionEarned!: MoneyType[];
}
