import { Ctx, Query, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { servicesWithoutSheet } from '../carriers/carrier-registry.ts';
import { OfferedServiceNameType } from './offered-services.types.ts';
import { findOfferedServices } from './rate-sheets.query.ts';

/** What can be quoted, as other subgraphs ask. */
@Resolver()
export class OfferedServicesResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Query(() => [OfferedServiceNameType], {
    description:
      'The services that can be quoted in the caller’s tenant and mode: those of its rate sheets, and those that need none.',
  })
  async offeredServices(@Ctx() context: RequestContext): Promise<OfferedServiceNameType[]> {
    requireTenant(context);
    return [...(await findOfferedServices(context.session)), ...servicesWithoutSheet(context.identity.testMode)];
  }
}
