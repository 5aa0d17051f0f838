import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import type { Partner } from '../partners/partner.entity.ts';
import { PartnerType } from '../partners/partners.types.ts';
import { partnerOfOrganization } from './accounts.loaders.ts';
import { PartneredOrganizationType } from './accounts.types.ts';

/** What this subgraph adds to organizations. */
@Resolver(() => PartneredOrganizationType)
export class OrganizationPartnerResolver {
  @RequiresPermission('manage_partners', 'view_partner')
  @FieldResolver(() => PartnerType, {
    nullable: true,
    description: 'The partner it belongs to now, for those who manage partners and for that partner’s users.',
  })
  partner(@Root() organization: PartneredOrganizationType, @Ctx() context: RequestContext): Promise<Partner | null> {
    return partnerOfOrganization(context, organization.id);
  }
}
