import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { decodeId } from '../../platform/ids/public-id.ts';
import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { partnerAccountById } from './accounts/accounts.loaders.ts';
import { PartnerAccountsResolver } from './accounts/accounts.resolver.ts';
import { OrganizationPartnerResolver } from './accounts/organization-partner.resolver.ts';
import { PartneredOrganizationsResolver } from './accounts/partnered-organizations.resolver.ts';
import { PartnerAccountEntity } from './accounts/partner-account.entity.ts';
import { approveHeldCommissionsJob } from './commissions/approve-held-commissions.ts';
import { commissionById } from './commissions/commissions.loaders.ts';
import { PartnerCommissionsResolver } from './commissions/commissions.resolver.ts';
import { earnCommissionsConsumer } from './commissions/earn-commissions.consumer.ts';
import { partnersMigrations } from './migrations/partners-migrations.ts';
import { PartnerEntity } from './partners/partner.entity.ts';
import { partnerById } from './partners/partners.loaders.ts';
import { PartnersResolver } from './partners/partners.resolver.ts';
import { PayoutChangesResolver } from './payouts/payout-changes.resolver.ts';
import { payoutById } from './payouts/payouts.loaders.ts';
import { PartnerPayoutsResolver } from './payouts/payouts.resolver.ts';
import { RevenueResolver } from './revenue/revenue.resolver.ts';

/** Who refers or manages organizations, by which rule they earn, what they earned and how they were paid. */
export const partnersSubgraph: SubgraphDefinition = {
  name: 'partners',
  entities: [PartnerEntity, PartnerAccountEntity],
  migrations: partnersMigrations,
  schema: {
    resolvers: [
      PartnersResolver,
      PartnerAccountsResolver,
      OrganizationPartnerResolver,
      PartneredOrganizationsResolver,
      PartnerCommissionsResolver,
      PartnerPayoutsResolver,
      PayoutChangesResolver,
      RevenueResolver,
    ],
    references: {
      Partner: ({ id }: { id: string }, context: RequestContext) => partnerById(context, decodeId(ID_PREFIX.partner, id)),
      PartnerAccount: ({ id }: { id: string }, context: RequestContext) =>
        partnerAccountById(context, decodeId(ID_PREFIX.partnerAccount, id)),
      PartnerCommission: ({ id }: { id: string }, context: RequestContext) =>
        commissionById(context, decodeId(ID_PREFIX.partnerCommission, id)),
      PartnerPayout: ({ id }: { id: string }, context: RequestContext) =>
        payoutById(context, decodeId(ID_PREFIX.partnerPayout, id)),
      // Only `partner` is answered of it, and that field checks for itself whose organization it is.
      Organization: ({ id }: { id: string }) => ({ id: decodeId(ID_PREFIX.organization, id) }),
    },
  },
  consumers: [earnCommissionsConsumer],
  jobs: [approveHeldCommissionsJob],
};
