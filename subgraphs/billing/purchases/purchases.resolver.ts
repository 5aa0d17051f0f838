import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { toGrantType } from '../credits/credits.resolver.ts';
import type { CreditGrantType } from '../credits/credits.types.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { EntityType, READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { packageById } from '../packages/credit-packages.loaders.ts';
import { toPackageType } from '../packages/credit-packages.resolver.ts';
import type { CreditPackageType } from '../packages/credit-packages.types.ts';
import { paymentTypeOf } from '../payments/payments.resolver.ts';
import type { PaymentType } from '../payments/payments.types.ts';
import type { CreditPurchase } from './credit-purchases.query.ts';
import { purchaseCredits } from './purchase-credits.ts';
import { grantById, paymentOfPurchase, purchasesOfEntity } from './purchases.loaders.ts';
import {
  CreditPurchaseConnection,
  CreditPurchaseType,
  PurchaseCreditsInput,
  PurchaseCreditsPayload,
  RefundCreditPurchaseInput,
  RefundCreditPurchasePayload,
  type CreditPurchaseStatusEnum,
} from './purchases.types.ts';
import { refundPurchase } from './refund-purchase.ts';

@Resolver(() => CreditPurchaseType)
export class PurchasesResolver {
  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => PurchaseCreditsPayload, {
    description:
      'Buys a package of credits, once per idempotency key; they can be spent when they are paid. A payment that is declined is no refusal: look at the status. Refused with NOT_FOUND, PACKAGE_INACTIVE, CURRENCY_MISMATCH, VALIDATION_FAILED or IDEMPOTENCY_KEY_REUSED.',
  })
  async purchaseCredits(
    @Arg('input', () => PurchaseCreditsInput, { description: 'What is bought for whom.' }) input: PurchaseCreditsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const entityId = decodeId(ID_PREFIX.entity, input.entityId, 'entityId');
    const packageId = decodeId(ID_PREFIX.creditPackage, input.packageId, 'packageId');
    const { paymentMethodToken, idempotencyKey } = input;
    return {
      creditPurchase: toPurchaseType(await purchaseCredits(context, { entityId, packageId, paymentMethodToken, idempotencyKey })),
    };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => RefundCreditPurchasePayload, {
    description:
      'Takes back what is unused of a purchase and refunds the same share of its price, rounded down to the currency. A repeat answers the first refund. Refused with NOT_FOUND or NOTHING_TO_REFUND.',
  })
  async refundCreditPurchase(
    @Arg('input', () => RefundCreditPurchaseInput, { description: 'What is refunded.' }) input: RefundCreditPurchaseInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const purchaseId = decodeId(ID_PREFIX.creditPurchase, input.purchaseId, 'purchaseId');
    return { creditPurchase: toPurchaseType(await refundPurchase(context, purchaseId)) };
  }

  @FieldResolver()
  entity(@Root() purchase: { entityId: Uuid }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, purchase.entityId);
  }

  @FieldResolver()
  async package(@Root() purchase: { packageId: Uuid }, @Ctx() context: RequestContext): Promise<CreditPackageType | null> {
    const offered = await packageById(context, purchase.packageId);
    return offered && toPackageType(offered);
  }

  @FieldResolver()
  async creditGrant(@Root() purchase: { grantId: Uuid | null }, @Ctx() context: RequestContext): Promise<CreditGrantType | null> {
    const grant = purchase.grantId && (await grantById(context, purchase.grantId));
    return grant ? toGrantType(grant) : null;
  }

  @FieldResolver()
  async payment(@Root() purchase: { id: Uuid }, @Ctx() context: RequestContext): Promise<PaymentType | null> {
    const payment = await paymentOfPurchase(context, purchase.id);
    return payment && paymentTypeOf(payment);
  }
}

/** What purchases add to an entity. */
@Resolver(() => EntityType)
export class EntityPurchasesResolver {
  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => CreditPurchaseConnection, {
    nullable: true,
    description: 'The credits that were bought for it, newest first.',
  })
  async creditPurchases(
    @Root() entity: EntityRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CreditPurchaseType>> {
    return toConnection(CreditPurchaseConnection, await purchasesOfEntity(context, entity.id, args), toPurchaseType);
  }
}

type PurchaseIds = Pick<CreditPurchase, 'entityId' | 'packageId' | 'grantId'>;

function toPurchaseType(purchase: CreditPurchase): CreditPurchaseType & PurchaseIds {
  const money = (amount: string): { amount: string; currency: string } => Money.of(amount, purchase.currency).toJSON();
  return {
    ...purchase,
    status: purchase.status as CreditPurchaseStatusEnum,
    credits: money(purchase.credits),
    price: money(purchase.price),
    refundedCredits: money(purchase.refundedCredits),
    refundedAmount: money(purchase.refundedAmount),
  };
}
