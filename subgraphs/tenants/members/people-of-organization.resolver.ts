import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { findPeopleOfOrganization } from './members.query.ts';
import { PeopleOfOrganizationInput } from './people-of-organization.types.ts';

/** Who belongs to an organization, as other subgraphs ask. */
@Resolver()
export class PeopleOfOrganizationResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Query(() => [ID], { description: 'Those of the people who belong to the organization: its members and the tenant’s staff.' })
  peopleOfOrganization(
    @Arg('input', () => PeopleOfOrganizationInput, { description: 'Whom to look for, and where.' })
    input: PeopleOfOrganizationInput,
    @Ctx() context: RequestContext,
  ): Promise<Uuid[]> {
    return findPeopleOfOrganization(context.session, input.organizationId, input.userIds.slice(0, 100));
  }
}
