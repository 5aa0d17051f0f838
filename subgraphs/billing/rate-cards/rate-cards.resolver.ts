import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError, NotFoundError } from '../../../platform/errors/errors.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { CacheHint, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { seesBilling } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import type { Meter } from '../meters/meter.ts';
import { meterById } from '../meters/meters.loaders.ts';
import { endRateCard, reviseRateCard } from './change-rate-card.ts';
import { createRateCard } from './create-rate-card.ts';
import { listRateCards } from './rate-card.query.ts';
import type { RateCard, RateCardPrice } from './rate-card.ts';
import { pricesOfCard, rateCardById } from './rate-cards.loaders.ts';
import {
  CreateRateCardInput,
  EndRateCardInput,
  RateCardConnection,
  RateCardPayload,
  RateCardPriceType,
  RateCardsArgs,
  RateCardType,
  ReviseRateCardInput,
} from './rate-cards.types.ts';

/** Prices on meters. */
@Resolver(() => RateCardType)
export class RateCardsResolver {
  @CacheHint({ maxAgeSeconds: 60 })
  @RequiresPermission(...READ_BILLING)
  @Query(() => RateCardConnection, {
    description: 'The rate cards of the tenant, and those of the caller’s organization (of all for staff).',
  })
  async rateCards(
    @Args(() => RateCardsArgs) args: RateCardsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<RateCardType>> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, args.filter?.organizationId, 'filter.organizationId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, args.filter?.entityId, 'filter.entityId');
    if (!seesBilling(context)) throw new ForbiddenError('This needs a token of a tenant or of one of its organizations.');
    const page = await listRateCards(context.session, { ...args.filter, organizationId, entityId }, args.sort, args);
    return toConnection(RateCardConnection, page, (card) => card);
  }

  @RequiresPermission(...READ_BILLING)
  @Query(() => RateCardType, { nullable: true, description: 'One rate card. Refused with NOT_FOUND.' })
  async rateCard(
    @Arg('id', () => ID, { description: 'Id of the rate card.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<RateCardType> {
    const card = await rateCardById(context, decodeId(ID_PREFIX.rateCard, id, 'id'));
    if (!card) throw new NotFoundError('The rate card', 'id');
    return card;
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => RateCardPayload, {
    description:
      'Makes a rate card; what is recorded already keeps its price. Refused with VALIDATION_FAILED, INVALID_AMOUNT, UNKNOWN_METER, METER_ARCHIVED, NOT_FOUND, CURRENCY_MISMATCH, or RATE_CARD_OVERLAP while another card of the same place and currency holds.',
  })
  async createRateCard(
    @Arg('input', () => CreateRateCardInput, { description: 'The new rate card.' }) input: CreateRateCardInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
    return { rateCard: await createRateCard(context, { ...input, organizationId, entityId }) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => RateCardPayload, {
    description:
      'Ends a rate card where its next version takes effect. Refused as createRateCard is, and with RATE_CARD_ENDED for one that ends before.',
  })
  async reviseRateCard(
    @Arg('input', () => ReviseRateCardInput, { description: 'What follows.' }) input: ReviseRateCardInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const rateCardId = decodeId(ID_PREFIX.rateCard, input.rateCardId, 'rateCardId');
    return { rateCard: await reviseRateCard(context, { ...input, rateCardId }) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => RateCardPayload, {
    description:
      'Ends a rate card now or later. Refused with NOT_FOUND, VALIDATION_FAILED, or RATE_CARD_ENDED for one that ends before.',
  })
  async endRateCard(
    @Arg('input', () => EndRateCardInput, { description: 'Which one, and when.' }) input: EndRateCardInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const rateCardId = decodeId(ID_PREFIX.rateCard, input.rateCardId, 'rateCardId');
    return { rateCard: await endRateCard(context, { ...input, rateCardId }) };
  }

  @FieldResolver()
  organization(@Root() card: RateCard): { id: string } | null {
    return card.organizationId ? { id: card.organizationId } : null;
  }

  @FieldResolver()
  async entity(@Root() card: RateCard, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return card.entityId ? entityById(context, card.entityId) : null;
  }

  @FieldResolver()
  prices(@Root() card: RateCard, @Ctx() context: RequestContext): Promise<RateCardPrice[]> {
    return pricesOfCard(context, card.id);
  }
}

@Resolver(() => RateCardPriceType)
export class RateCardPricesResolver {
  @FieldResolver()
  meter(@Root() price: RateCardPrice, @Ctx() context: RequestContext): Promise<Meter | null> {
    return meterById(context, price.meterId);
  }
}
