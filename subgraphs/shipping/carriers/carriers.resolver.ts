import { Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { CacheHint, ListSize, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { CarrierType } from './carriers.types.ts';
import { describeCarriers } from './describe-carriers.ts';

/** What can be connected. */
@Resolver()
export class CarriersResolver {
  @CacheHint({ maxAgeSeconds: 60 })
  @ListSize(10)
  @Query(() => [CarrierType], { description: 'The carriers that can be connected in the caller’s mode.' })
  @RequiresPermission('manage_tenant', 'manage_carriers', 'view_shipments')
  carriers(@Ctx() context: RequestContext): CarrierType[] {
    return describeCarriers({ testMode: context.identity.testMode });
  }
}
