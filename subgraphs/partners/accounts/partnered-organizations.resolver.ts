import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { partnerVisibility } from '../partners/partner-visibility.ts';
import { findPartneredOrganizations } from './accounts.query.ts';
import { PartneredOrganizationsInput } from './partnered-organizations.types.ts';

/** Which organizations a partner's user may know of, as other subgraphs ask. */
@Resolver()
export class PartneredOrganizationsResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Query(() => [ID], { description: 'Those of the organizations that are or were accounts of a partner the caller may see.' })
  partneredOrganizations(
    @Arg('input', () => PartneredOrganizationsInput, { description: 'Which organizations.' }) input: PartneredOrganizationsInput,
    @Ctx() context: RequestContext,
  ): Promise<Uuid[]> {
    return findPartneredOrganizations(context.session, input.organizationIds, partnerVisibility(context));
  }
}
