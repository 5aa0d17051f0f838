import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { EntityType, READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { packageById } from '../packages/credit-packages.loaders.ts';
import { toPackageType } from '../packages/credit-packages.resolver.ts';
import type { CreditPackageType } from '../packages/credit-packages.types.ts';
import type { AutoTopUp } from './auto-top-ups.query.ts';
import { setAutoTopUp } from './set-auto-top-up.ts';
import { autoTopUpOf } from './top-ups.loaders.ts';
import { AutoTopUpType, SetAutoTopUpInput, SetAutoTopUpPayload } from './top-ups.types.ts';

@Resolver(() => AutoTopUpType)
export class TopUpsResolver {
  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => SetAutoTopUpPayload, {
    description:
      'Lets a balance top itself up when it falls to a threshold, within a ceiling a month; ends a pause. Refused with NOT_FOUND, CURRENCY_MISMATCH or VALIDATION_FAILED.',
  })
  async setAutoTopUp(
    @Arg('input', () => SetAutoTopUpInput, { description: 'The terms.' }) input: SetAutoTopUpInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const entityId = decodeId(ID_PREFIX.entity, input.entityId, 'entityId');
    const packageId = decodeId(ID_PREFIX.creditPackage, input.packageId, 'packageId');
    const terms = await setAutoTopUp(context, { ...input, entityId, packageId, isEnabled: input.isEnabled ?? true });
    return { autoTopUp: toTopUpType(terms, input.threshold.currency) };
  }

  @FieldResolver()
  async package(@Root() terms: { packageId: Uuid }, @Ctx() context: RequestContext): Promise<CreditPackageType | null> {
    const offered = await packageById(context, terms.packageId);
    return offered && toPackageType(offered);
  }
}

/** What topping up adds to an entity. */
@Resolver(() => EntityType)
export class EntityTopUpResolver {
  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => AutoTopUpType, {
    nullable: true,
    description: 'On what terms its balance tops itself up; null when it does not.',
  })
  async autoTopUp(@Root() entity: EntityRow, @Ctx() context: RequestContext): Promise<AutoTopUpType | null> {
    const terms = await autoTopUpOf(context, entity.id);
    return terms && toTopUpType(terms, entity.currency);
  }
}

function toTopUpType(terms: AutoTopUp, currency: string): AutoTopUpType & { packageId: Uuid } {
  const { packageId, isEnabled, pausedAt } = terms;
  return {
    packageId,
    isEnabled,
    pausedAt,
    threshold: Money.of(terms.threshold, currency).toJSON(),
    monthlyCeiling: Money.of(terms.monthlyCeiling, currency).toJSON(),
  };
}
