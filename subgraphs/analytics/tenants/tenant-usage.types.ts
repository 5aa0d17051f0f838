import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DecimalScalar } from '../../../platform/graphql/scalars.ts';

@ObjectType('TenantUsage', { description: 'What a tenant did in the last 30 days (UTC, today included), live mode only.' })
export class TenantUsageType {
  @Field(() => Int, { description: 'Requests of its organizations to this API.' })
  apiCalls!: number;

  @Field(() => Int, { description: 'Labels bought.' })
  shipments!: number;

  @Field(() => [MoneyType], { description: 'What was charged for them, addons included, in each currency.' })
  revenue!: MoneyType[];
}

@ObjectType('PlatformTraffic', {
  description: 'What the platform’s tenants did since the first of the month (UTC), live mode only.',
})
export class PlatformTrafficType {
  @Field(() => Int, { description: 'Requests of organizations to this API.' })
  apiCalls!: number;

  @Field(() => DecimalScalar, { description: 'Those answered with an error by all of them, 0 to 1; 0 without any.' })
  errorRate!: string;

  @Field(() => Int, { description: 'Labels bought.' })
  shipments!: number;

  @Field(() => [MoneyType], { description: 'What was charged for them, addons included, in each currency.' })
  revenue!: MoneyType[];
}

@Key('id')
@ObjectType('Tenant')
export class MeasuredTenantType {
  @PublicId(ID_PREFIX.tenant, { description: 'Id of the tenant.' })
  id!: string;
}

@Key('id')
@ObjectType('SystemHealth')
export class MeasuredPlatformType {
  @Field(() => ID, { description: 'Always `platform`: there is one.' })
  id!: string;
}
