import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { CacheHint, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { createRateSheet } from './create-rate-sheet.ts';
import { listRateSheets } from './rate-sheets.query.ts';
import { CreateRateSheetInput, CreateRateSheetPayload, RateSheetConnection, RateSheetType } from './rate-sheets.types.ts';

/** Rate sheets of the tenant. */
@Resolver(() => RateSheetType)
export class RateSheetsResolver {
  @CacheHint({ maxAgeSeconds: 60 })
  @Query(() => RateSheetConnection, { description: 'The rate sheets of the tenant in the caller’s mode, latest first.' })
  @RequiresPermission('manage_tenant', 'manage_carriers')
  async rateSheets(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<RateSheetType>> {
    return toConnection(RateSheetConnection, await listRateSheets(context.session, page), (row) => row);
  }

  @Mutation(() => CreateRateSheetPayload, { description: 'Stores a rate sheet for all organizations of the tenant.' })
  @RequiresPermission('manage_tenant')
  async createRateSheet(
    @Arg('input', () => CreateRateSheetInput, { description: 'What is asked for.' }) input: CreateRateSheetInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<CreateRateSheetPayload>> {
    return { rateSheet: await createRateSheet(context, input) };
  }
}
