import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Cost, ListSize, RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { CarrierConnectionType } from '../connections/carrier-connections.types.ts';
import { loadCarrierConnection } from '../connections/connections.loaders.ts';
import { moneyOf } from '../money-fields.ts';
import { OrganizationStub } from '../organization-stub.types.ts';
import { decodeConnectionIds } from './decode-connection-ids.ts';
import { quoteStatus } from './quote-status.ts';
import { loadQuote, loadRatesOfQuote } from './quotes.loaders.ts';
import { listQuotes, QUOTE_ORDERS, type QuoteRow, type RatedParcel, type RateRow, type RateSurcharge } from './quotes.query.ts';
import {
  QuoteConnection,
  QuoteFilterInput,
  QuoteSort,
  QuoteStatusType,
  QuoteType,
  RequestQuotesInput,
  RequestQuotesPayload,
} from './quotes.types.ts';
import { RatedParcelType, RateSort, RateType, SurchargeType } from './rates.types.ts';
import { requestQuotes, type QuoteWithRates } from './request-quotes.ts';
import { sortRates } from './sort-rates.ts';
import { presentQuote, watchQuote } from './watch-quote.ts';

const quoteOf = (id: string): Uuid => decodeId(ID_PREFIX.quote, id, 'quoteId');

/** Quotes: asking for rates and reading the answers. */
@Resolver(() => QuoteType)
export class QuotesResolver {
  @Query(() => QuoteType, { nullable: true, description: 'One quote; null when there is none of this id.' })
  @RequiresPermission('view_shipments')
  async quote(
    @Arg('id', () => ID, { description: 'The quote.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<QuoteType | null> {
    return loadQuote(context, decodeId(ID_PREFIX.quote, id));
  }

  @Query(() => QuoteConnection, { description: 'The quotes of the caller’s organization.' })
  @RequiresPermission('view_shipments')
  async quotes(
    @Arg('filter', () => QuoteFilterInput, { nullable: true, description: 'Which ones; all by default.' }) filter:
      | QuoteFilterInput
      | undefined,
    @Arg('sort', () => QuoteSort, { nullable: true, description: 'In which order; latest first by default.' }) sort:
      | QuoteSort
      | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<QuoteType>> {
    const order = QUOTE_ORDERS[sort ?? QuoteSort.CREATED_AT_DESC];
    const shipmentId = decodeOptionalId(ID_PREFIX.shipment, filter?.shipmentId, 'filter.shipmentId');
    const asked = { ...filter, shipmentId, now: context.clock.now() };
    return toConnection(QuoteConnection, await listQuotes(context.session, asked, order, page), (row) => row);
  }

  @Cost(50)
  @Mutation(() => RequestQuotesPayload, {
    description: 'Asks the carriers for rates, prices them with addons, and keeps the answer for 15 minutes.',
  })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async requestQuotes(
    @Arg('input', () => RequestQuotesInput, { description: 'What is to be carried.' }) input: RequestQuotesInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<RequestQuotesPayload>> {
    const connectionIds = decodeConnectionIds(input.connectionIds);
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
    return { quote: await requestQuotes(context, { ...input, connectionIds, entityId, shipDate: input.options?.shipDate }) };
  }

  @RequiresPermission('view_shipments')
  @Subscription(() => QuoteType, {
    description: 'A quote as it is now, then whenever a carrier answers or a label is bought from it. Refused with NOT_FOUND.',
    subscribe: ({ args, context }) => watchQuote(context as RequestContext, quoteOf(args['quoteId'])) as never,
  })
  quoteUpdated(
    @Arg('quoteId', () => ID, { description: 'The quote.' }) quoteId: string,
    @Ctx() context: RequestContext,
  ): Promise<QuoteType> {
    return presentQuote(context, quoteOf(quoteId));
  }

  @FieldResolver(() => QuoteStatusType, { description: 'Whether it can still be bought from.' })
  status(@Root() quote: QuoteRow, @Ctx() context: RequestContext): QuoteStatusType {
    return quoteStatus(quote, context.clock) as QuoteStatusType;
  }

  @FieldResolver(() => [RateType], { description: 'The offers.' })
  async rates(
    @Root() quote: QuoteRow | QuoteWithRates,
    @Arg('sort', () => RateSort, { defaultValue: RateSort.PRICE, description: 'In which order; cheapest first by default.' })
    sort: RateSort,
    @Ctx() context: RequestContext,
  ): Promise<RateType[]> {
    return sortRates('rates' in quote ? quote.rates : await loadRatesOfQuote(context, quote.id), sort);
  }

  @FieldResolver(() => OrganizationStub, { nullable: true, description: 'Who asked for it.' })
  organization(@Root() quote: QuoteRow): OrganizationStub {
    return { id: quote.organizationId };
  }
}

/** The rates of quotes. */
@Resolver(() => RateType)
export class RatesResolver {
  @FieldResolver(() => MoneyType, { description: 'What the carrier charges, surcharges included; addons are not in it.' })
  carrierCharge(@Root() rate: RateRow): MoneyType {
    return moneyOf(rate.carrierCharge, rate.currency);
  }

  @ListSize(3)
  @FieldResolver(() => [SurchargeType], { description: 'The carrier’s own fees within the carrier charge.' })
  surcharges(@Root() rate: RateRow): SurchargeType[] {
    return surchargesIn(rate.currency, rate.surcharges);
  }

  @ListSize(2)
  @FieldResolver(() => [RatedParcelType], {
    nullable: true,
    description: 'What each parcel is charged, in their order; null when the carrier prices them as a whole.',
  })
  parcels(@Root() { parcels, currency }: RateRow): RatedParcelType[] | null {
    return parcels?.map((parcel, index) => ratedParcel(parcel, { index, currency })) ?? null;
  }

  @FieldResolver(() => CarrierConnectionType, { nullable: true, description: 'The connection that made the offer.' })
  async connection(@Root() rate: RateRow, @Ctx() context: RequestContext): Promise<CarrierConnectionType | null> {
    return loadCarrierConnection(context, rate.connectionId);
  }
}

function ratedParcel(parcel: RatedParcel, { index, currency }: { index: number; currency: string }): RatedParcelType {
  const { charge, surcharges, billableWeightOunces } = parcel;
  return {
    position: index + 1,
    charge: moneyOf(charge, currency),
    surcharges: surchargesIn(currency, surcharges),
    billableWeightOunces,
  };
}

function surchargesIn(currency: string, surcharges: readonly RateSurcharge[]): SurchargeType[] {
  return surcharges.map(({ code, name, amount }) => ({ code, name, amount: moneyOf(amount, currency) }));
}
