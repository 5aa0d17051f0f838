import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { BigNumber } from 'bignumber.js';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { presentTiers } from '../charge-models/present-charge.ts';
import { toGrantType } from '../credits/credits.resolver.ts';
import type { CreditGrantType } from '../credits/credits.types.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import type { InvoiceRow } from '../invoices/invoice.query.ts';
import { invoiceById } from '../invoices/invoices.loaders.ts';
import { toLedgerTransactionType } from '../ledger/ledger-transactions.resolver.ts';
import { grantById } from '../purchases/purchases.loaders.ts';
import { rateCardById } from '../rate-cards/rate-cards.loaders.ts';
import type { RateCard } from '../rate-cards/rate-card.ts';
import { toUsageEventType } from '../usage/present-usage.ts';
import { explainAmount, type AmountExplanation } from './explain-amount.ts';
import { AmountExplanationType, CreditDrawType } from './explanations.types.ts';

@Resolver(() => AmountExplanationType)
export class ExplanationsResolver {
  @Cost(20)
  @RequiresPermission(...READ_BILLING)
  @Query(() => AmountExplanationType, {
    nullable: true,
    description:
      'Why a charge is what it is: of a spend (crs_…), a purchase by reservation (crr_…), an invoice line (inl_…), a usage event (uev_…) or an overage (uov_…). Refused with NOT_FOUND or INVALID_ID.',
  })
  async explainAmount(
    @Arg('id', () => ID, { description: 'Id of the charge.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<AmountExplanationType> {
    return toExplanationType(await explainAmount(context, id), requireTenant(context).id);
  }

  @FieldResolver()
  entity(@Root() explanation: { entityId: Uuid }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, explanation.entityId);
  }

  @FieldResolver()
  async rateCard(@Root() explanation: { rateCardId: Uuid | null }, @Ctx() context: RequestContext): Promise<RateCard | null> {
    return explanation.rateCardId ? rateCardById(context, explanation.rateCardId) : null;
  }

  @FieldResolver()
  async invoice(@Root() explanation: { invoiceId: Uuid | null }, @Ctx() context: RequestContext): Promise<InvoiceRow | null> {
    return explanation.invoiceId ? invoiceById(context, explanation.invoiceId) : null;
  }
}

@Resolver(() => CreditDrawType)
export class CreditDrawsResolver {
  @FieldResolver()
  async grant(@Root() draw: { grantId: Uuid }, @Ctx() context: RequestContext): Promise<CreditGrantType | null> {
    const grant = await grantById(context, draw.grantId);
    return grant && toGrantType(grant);
  }
}

type ExplanationIds = Pick<AmountExplanation, 'entityId' | 'invoiceId' | 'rateCardId'>;

function toExplanationType(explained: AmountExplanation, tenantId: Uuid): AmountExplanationType & ExplanationIds {
  const { currency, entityId, invoiceId, rateCardId, unitPrice } = explained;
  const money = (amount: string): { amount: string; currency: string } => Money.of(new BigNumber(amount), currency).toJSON();
  return {
    id: explained.publicId,
    description: explained.description,
    amount: money(explained.amount),
    entityId,
    invoiceId,
    rateCardId,
    occurredAt: explained.occurredAt,
    quantity: explained.quantity,
    unitPrice: unitPrice === null ? null : money(unitPrice),
    rateVersion: explained.rateVersion,
    tiers: presentTiers(explained.tiers, currency),
    adjustment: money(explained.adjustment.toFixed()),
    billedBefore: money(explained.billedBefore),
    grantsDrawn: explained.draws.map((draw) => ({ ...draw, amount: money(draw.amount) })),
    usageEvents: explained.usageEvents.map(toUsageEventType),
    ledgerTransactions: explained.transactions.map((row) => toLedgerTransactionType(row, tenantId)),
  };
}
