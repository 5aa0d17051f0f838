import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { ApiRequestsResolver } from './api-requests/api-requests.resolver.ts';
import { BILLING_JOBS } from './billing-jobs.ts';
import { CreditGrantsResolver, EntityCreditsResolver } from './credits/credits.resolver.ts';
import {
  CreditThresholdAlertsResolver,
  OrganizationCreditStatusResolver,
} from './credits/organization-credit-status.resolver.ts';
import { RatePayerResolver, resolveRateReference } from './credits/rate-payer.resolver.ts';
import { RateStub } from './credits/rate-payer.types.ts';
import { ReservationsResolver } from './reservations/reservations.resolver.ts';
import { BillingEntityEntity } from './entities/billing-entity.entity.ts';
import { EntitiesResolver } from './entities/entities.resolver.ts';
import { EntityMembersResolver } from './entities/entity-members.resolver.ts';
import { EntityStandingResolver } from './entities/entity-standing.resolver.ts';
import {
  OrganizationEntitiesResolver,
  resolveEntityReference,
  resolveOrganizationReference,
} from './entities/organization-entities.resolver.ts';
import { CreditDrawsResolver, ExplanationsResolver } from './explanations/explanations.resolver.ts';
import { LedgerAccountsResolver } from './ledger/ledger-accounts.resolver.ts';
import { LedgerProofResolver } from './ledger/ledger-proof.resolver.ts';
import { LedgerTransactionsResolver } from './ledger/ledger-transactions.resolver.ts';
import { postFactsConsumer } from './ledger/post-facts.ts';
import { LiveStatusResolver } from './live-status/live-status.resolver.ts';
import { InvoiceLinesResolver } from './invoices/invoice-lines.resolver.ts';
import { EntityInvoicesResolver, InvoicesResolver, resolveInvoiceReference } from './invoices/invoices.resolver.ts';
import { LimitsResolver } from './limits/limits.resolver.ts';
import { followMembersConsumer } from './memberships/follow-members.consumer.ts';
import { MembershipsResolver } from './memberships/memberships.resolver.ts';
import { MetersResolver } from './meters/meters.resolver.ts';
import { billingMigrations } from './migrations/billing-migrations.ts';
import { OutsideCreditsResolver } from './outside-credits/outside-credits.resolver.ts';
import { CreditPackagesResolver } from './packages/credit-packages.resolver.ts';
import { UsageOveragesResolver } from './overages/overages.resolver.ts';
import { PaymentsResolver } from './payments/payments.resolver.ts';
import { EntityPurchasesResolver, PurchasesResolver } from './purchases/purchases.resolver.ts';
import { EntitySettingsResolver, SettingsResolver, TeamSettingsResolver } from './settings/settings.resolver.ts';
import { SpendsResolver } from './spends/spends.resolver.ts';
import { CreditForecastResolver, CreditUtilizationResolver, EntityStatementResolver } from './statements/statements.resolver.ts';
import { TeamCreditStatusResolver, TeamUsageResolver } from './teams/team-credit-status.resolver.ts';
import { TeamMembersResolver, TeamPeopleResolver } from './teams/team-members.resolver.ts';
import { TeamMovesResolver } from './teams/team-moves.resolver.ts';
import { resolveTeamReference, TeamsResolver } from './teams/teams.resolver.ts';
import { EntityTopUpResolver, TopUpsResolver } from './top-ups/top-ups.resolver.ts';
import { GrantChangesResolver } from './voids/grant-changes.resolver.ts';
import { RateCardPricesResolver, RateCardsResolver } from './rate-cards/rate-cards.resolver.ts';
import { PriceResolutionStepsResolver, UsageChargePreviewResolver } from './rate-cards/usage-charge-preview.resolver.ts';
import { RefundsResolver } from './refunds/refunds.resolver.ts';
import { recordUsageConsumer } from './usage/record-usage.ts';
import { UsageRatesResolver } from './usage/usage-rates.resolver.ts';
import { reportUsage, UsageRecordingResolver } from './usage/usage-recording.resolver.ts';
import { CurrentUsageLinesResolver, CurrentUsageResolver, UsageEventsResolver } from './usage/usage.resolver.ts';

/** The billing subgraph: who pays, and with what. */
export const billingSubgraph: SubgraphDefinition = {
  name: 'billing',
  entities: [BillingEntityEntity],
  migrations: billingMigrations,
  schema: {
    resolvers: [
      EntitiesResolver,
      EntityMembersResolver,
      EntityStandingResolver,
      TeamsResolver,
      TeamMembersResolver,
      TeamPeopleResolver,
      TeamMovesResolver,
      TeamCreditStatusResolver,
      TeamUsageResolver,
      LimitsResolver,
      MembershipsResolver,
      SettingsResolver,
      EntitySettingsResolver,
      TeamSettingsResolver,
      OrganizationEntitiesResolver,
      EntityCreditsResolver,
      CreditGrantsResolver,
      ReservationsResolver,
      RefundsResolver,
      RatePayerResolver,
      OrganizationCreditStatusResolver,
      CreditThresholdAlertsResolver,
      LiveStatusResolver,
      CurrentUsageResolver,
      UsageEventsResolver,
      UsageRatesResolver,
      MetersResolver,
      RateCardsResolver,
      RateCardPricesResolver,
      UsageChargePreviewResolver,
      PriceResolutionStepsResolver,
      UsageRecordingResolver,
      UsageOveragesResolver,
      CurrentUsageLinesResolver,
      ApiRequestsResolver,
      InvoicesResolver,
      InvoiceLinesResolver,
      EntityInvoicesResolver,
      PaymentsResolver,
      SpendsResolver,
      CreditPackagesResolver,
      PurchasesResolver,
      EntityPurchasesResolver,
      GrantChangesResolver,
      EntityStatementResolver,
      CreditUtilizationResolver,
      CreditForecastResolver,
      TopUpsResolver,
      EntityTopUpResolver,
      OutsideCreditsResolver,
      ExplanationsResolver,
      CreditDrawsResolver,
      LedgerAccountsResolver,
      LedgerTransactionsResolver,
      LedgerProofResolver,
    ],
    directMutations: { recordUsageEvents: reportUsage },
    // A rate is reached by references alone.
    orphanedTypes: [RateStub],
    references: {
      Entity: resolveEntityReference,
      Invoice: resolveInvoiceReference,
      Organization: resolveOrganizationReference,
      Rate: resolveRateReference,
      Team: resolveTeamReference,
    },
  },
  consumers: [recordUsageConsumer, postFactsConsumer, followMembersConsumer],
  jobs: BILLING_JOBS,
};
