import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { presentPreview, type PresentedStep } from './present-preview.ts';
import { previewUsageCharge } from './preview-usage-charge.ts';
import type { RateCard } from './rate-card.ts';
import { rateCardById } from './rate-cards.loaders.ts';
import { PreviewUsageChargeArgs, PriceResolutionStepType, UsageChargePreviewType } from './usage-charge-preview.types.ts';

@Resolver(() => UsageChargePreviewType)
export class UsageChargePreviewResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => UsageChargePreviewType, {
    nullable: true,
    description:
      'What a quantity of a meter would come to for an entity, tier by tier, by which price and why. Refused with NOT_FOUND, UNKNOWN_METER or INVALID_QUANTITY.',
  })
  async previewUsageCharge(
    @Args(() => PreviewUsageChargeArgs) args: PreviewUsageChargeArgs,
    @Ctx() context: RequestContext,
  ): Promise<UsageChargePreviewType> {
    return presentPreview(
      await previewUsageCharge(context, { ...args, entityId: decodeId(ID_PREFIX.entity, args.entityId, 'entityId') }),
    );
  }

  @FieldResolver()
  entity(@Root() preview: { entityId: string }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, preview.entityId);
  }
}

@Resolver(() => PriceResolutionStepType)
export class PriceResolutionStepsResolver {
  @FieldResolver()
  async rateCard(@Root() step: PresentedStep, @Ctx() context: RequestContext): Promise<RateCard | null> {
    return step.rateCardId ? rateCardById(context, step.rateCardId) : null;
  }
}
