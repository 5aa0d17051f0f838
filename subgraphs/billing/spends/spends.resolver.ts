import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { entityById } from '../entities/entities.loaders.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import type { Team } from '../teams/team.ts';
import { teamById } from '../teams/teams.loaders.ts';
import { spendCredits } from './spend-credits.ts';
import { CreditSpendType, SpendCreditsInput, SpendCreditsPayload } from './spends.types.ts';

/** Spends of credits, as you go. */
@Resolver(() => CreditSpendType)
export class SpendsResolver {
  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => SpendCreditsPayload, {
    description:
      'Spends credits at once, all of the amount or nothing, once per idempotency key. Refused with INSUFFICIENT_CREDITS, LIMIT_REACHED, NOT_IN_TEAM, TEAM_ARCHIVED, TEAM_OF_ANOTHER_ENTITY, MEMBERSHIP_ENDED, ENTITY_SUSPENDED, NOT_FOUND, CURRENCY_MISMATCH, VALIDATION_FAILED or IDEMPOTENCY_KEY_REUSED.',
  })
  async spendCredits(
    @Arg('input', () => SpendCreditsInput, { description: 'What is spent on what.' }) input: SpendCreditsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const entityId = decodeId(ID_PREFIX.entity, input.entityId, 'entityId');
    const userId = decodeOptionalId(ID_PREFIX.user, input.userId, 'userId');
    const teamId = decodeOptionalId(ID_PREFIX.team, input.teamId, 'teamId');
    const spend = await spendCredits(context, { ...input, entityId, userId, teamId });
    return { creditSpend: { ...spend, amount: spend.amount.toJSON() } };
  }

  @FieldResolver()
  async team(@Root() spend: { teamId: Uuid | null }, @Ctx() context: RequestContext): Promise<Team | null> {
    return spend.teamId ? teamById(context, spend.teamId) : null;
  }

  @FieldResolver()
  entity(@Root() spend: { entityId: Uuid }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, spend.entityId);
  }
}
