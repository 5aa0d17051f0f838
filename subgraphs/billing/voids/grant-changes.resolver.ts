import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { toGrantType } from '../credits/credits.resolver.ts';
import { entityById } from '../entities/entities.loaders.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import {
  CreditTransferType,
  TransferCreditsInput,
  TransferCreditsPayload,
  VoidCreditGrantInput,
  VoidCreditGrantPayload,
} from '../purchases/purchases.types.ts';
import { transferCredits } from '../transfers/transfer-credits.ts';
import { voidGrant } from './void-grant.ts';

/** What is done with credits besides spending them. */
@Resolver(() => CreditTransferType)
export class GrantChangesResolver {
  @RequiresPermission('manage_credits')
  @Mutation(() => VoidCreditGrantPayload, {
    description:
      'Takes back what is left of a grant; what is spent or reserved of it stays. Refused with NOT_FOUND or VALIDATION_FAILED.',
  })
  async voidCreditGrant(
    @Arg('input', () => VoidCreditGrantInput, { description: 'What is taken back, and why.' }) input: VoidCreditGrantInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const grantId = decodeId(ID_PREFIX.creditGrant, input.creditGrantId, 'creditGrantId');
    return { creditGrant: toGrantType(await voidGrant(context, { grantId, reason: input.reason })) };
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => TransferCreditsPayload, {
    description:
      'Moves credits to another entity of the organization, on the terms they had. Refused with NOT_FOUND, CURRENCY_MISMATCH, INSUFFICIENT_CREDITS, VALIDATION_FAILED or IDEMPOTENCY_KEY_REUSED.',
  })
  async transferCredits(
    @Arg('input', () => TransferCreditsInput, { description: 'How much goes from where to where.' }) input: TransferCreditsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const fromEntityId = decodeId(ID_PREFIX.entity, input.fromEntityId, 'fromEntityId');
    const toEntityId = decodeId(ID_PREFIX.entity, input.toEntityId, 'toEntityId');
    const transfer = await transferCredits(context, { ...input, fromEntityId, toEntityId });
    return { creditTransfer: { ...transfer, amount: Money.of(transfer.amount, transfer.currency).toJSON() } };
  }

  @FieldResolver()
  fromEntity(@Root() transfer: { fromEntityId: Uuid }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, transfer.fromEntityId);
  }

  @FieldResolver()
  toEntity(@Root() transfer: { toEntityId: Uuid }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, transfer.toEntityId);
  }
}
