import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { EntityType, READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import type { CreditPosition } from './credit-balance.query.ts';
import { creditPositionOf, grantsOfEntity } from './credits.loaders.ts';
import {
  CreditBalanceType,
  CreditGrantConnection,
  CreditGrantType,
  GrantCreditsInput,
  GrantCreditsPayload,
  type CreditGrantKindEnum,
} from './credits.types.ts';
import { grantCredits } from './grant-credits.ts';
import type { CreditGrant } from './grant.query.ts';

/** What credits add to an entity. */
@Resolver(() => EntityType)
export class EntityCreditsResolver {
  @RequiresPermission('manage_credits')
  @Mutation(() => GrantCreditsPayload, {
    description:
      'Gives credits to an entity, once per idempotency key. Refused with NOT_FOUND, CURRENCY_MISMATCH, VALIDATION_FAILED or IDEMPOTENCY_KEY_REUSED.',
  })
  async grantCredits(
    @Arg('input', () => GrantCreditsInput, { description: 'What is given to whom.' }) input: GrantCreditsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const entityId = decodeId(ID_PREFIX.entity, input.entityId, 'entityId');
    const grant = await grantCredits(context, { ...input, entityId });
    return { creditGrant: toGrantType(grant), entity: await entityById(context, entityId) };
  }

  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => CreditBalanceType, { nullable: true, description: 'Its prepaid credits at the moment.' })
  async creditBalance(@Root() entity: EntityRow, @Ctx() context: RequestContext): Promise<CreditBalanceType | null> {
    const position = await creditPositionOf(context, entity.id);
    return position && toBalanceType(position);
  }

  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => CreditGrantConnection, { nullable: true, description: 'The credits it was given, newest first.' })
  async creditGrants(
    @Root() entity: EntityRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CreditGrantType>> {
    return toConnection(CreditGrantConnection, await grantsOfEntity(context, entity.id, args), toGrantType);
  }
}

/** What entities add to a grant. */
@Resolver(() => CreditGrantType)
export class CreditGrantsResolver {
  @FieldResolver()
  entity(@Root() grant: { entityId: string }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, grant.entityId);
  }
}

function toBalanceType(position: CreditPosition): CreditBalanceType {
  const money = (amount: string): { amount: string; currency: string } => Money.of(amount, position.currency).toJSON();
  return {
    available: money(position.available),
    scheduled: money(position.scheduled),
    reserved: money(position.reserved),
    spent: money(position.spent),
    expired: money(position.expired),
    voided: money(position.voided),
    transferred: money(position.transferred),
    granted: money(position.granted),
    accrued: money(position.accrued),
  };
}

/** A grant as the graph shows it. */
export function toGrantType(grant: CreditGrant): CreditGrantType & { entityId: string } {
  const money = (amount: string): { amount: string; currency: string } => Money.of(amount, grant.currency).toJSON();
  return {
    id: grant.id,
    entityId: grant.entityId,
    amount: money(grant.amount),
    remaining: money(grant.remaining),
    reserved: money(grant.reserved),
    spent: money(grant.spent),
    expired: money(grant.expired),
    voided: money(grant.voided),
    transferred: money(grant.transferred),
    kind: grant.kind as CreditGrantKindEnum,
    priority: grant.priority,
    effectiveAt: grant.effectiveAt,
    expiresAt: grant.expiresAt,
    createdAt: grant.createdAt,
  };
}
