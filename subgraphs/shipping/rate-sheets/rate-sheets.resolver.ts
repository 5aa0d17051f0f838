import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { CacheHint, Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { createRateSheet } from './create-rate-sheet.ts';
import { readRateSheet, type SheetWithPrices } from './read-rate-sheet.ts';
import { listRateSheets, listRateSheetVersions, RATE_SHEET_ORDERS, type RateSheetRow } from './rate-sheets.query.ts';
import {
  CreateRateSheetInput,
  CreateRateSheetPayload,
  DeleteRateSheetInput,
  ImportRateSheetCsvInput,
  RateSheetConnection,
  RateSheetFilterInput,
  RateSheetPayload,
  RateSheetPricesType,
  RateSheetSort,
  RateSheetType,
  RateSheetVersionConnection,
  type RateSheetVersionType,
  UpdateRateSheetInput,
} from './rate-sheets.types.ts';
import { statedService, withoutNulls } from './stated-service.ts';
import { deleteRateSheet, importPriceList, updateRateSheet } from './update-rate-sheet.ts';
import { writePriceList } from './write-price-list.ts';

type Payload = Promise<Partial<RateSheetPayload>>;

/** Rate sheets of the tenant. */
@Resolver(() => RateSheetType)
export class RateSheetsResolver {
  @CacheHint({ maxAgeSeconds: 60 })
  @Query(() => RateSheetConnection, { description: 'The rate sheets of the tenant in the caller’s mode.' })
  @RequiresPermission('manage_tenant', 'manage_carriers')
  async rateSheets(
    @Arg('filter', () => RateSheetFilterInput, { nullable: true, description: 'Which ones; all by default.' }) filter:
      | RateSheetFilterInput
      | undefined,
    @Arg('sort', () => RateSheetSort, { nullable: true, description: 'In which order; latest first by default.' }) sort:
      | RateSheetSort
      | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<RateSheetType>> {
    const order = RATE_SHEET_ORDERS[sort ?? RateSheetSort.CREATED_AT_DESC];
    return toConnection(RateSheetConnection, await listRateSheets(context.session, filter ?? {}, order, page), (row) => row);
  }

  @Query(() => RateSheetPricesType, {
    nullable: true,
    description: 'A rate sheet with its prices; null when there is none of this id, or no such version.',
  })
  @RequiresPermission('manage_tenant', 'manage_carriers')
  async rateSheet(
    @Arg('id', () => ID, { description: 'The rate sheet.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'Its version; the latest by default.' }) version:
      | number
      | undefined,
    @Ctx() context: RequestContext,
  ): Promise<SheetWithPrices | null> {
    return readRateSheet(context, { id: decodeId(ID_PREFIX.rateSheet, id), version });
  }

  @Mutation(() => CreateRateSheetPayload, { description: 'Stores a rate sheet for all organizations of the tenant.' })
  @RequiresPermission('manage_tenant')
  async createRateSheet(
    @Arg('input', () => CreateRateSheetInput, { description: 'What is asked for.' }) input: CreateRateSheetInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<CreateRateSheetPayload>> {
    return { rateSheet: await createRateSheet(context, input) };
  }

  @Mutation(() => RateSheetPayload, {
    description: 'Makes a version of a rate sheet with other services, zones, bands or surcharges. Quotes keep theirs.',
  })
  @RequiresPermission('manage_tenant')
  async updateRateSheet(
    @Arg('input', () => UpdateRateSheetInput, { description: 'What is asked for.' }) input: UpdateRateSheetInput,
    @Ctx() context: RequestContext,
  ): Payload {
    const setServices = input.setServices?.map(statedService);
    const setZones = withoutNulls(input.setZones ?? []) as NonNullable<UpdateRateSheetInput['setZones']>;
    const id = decodeId(ID_PREFIX.rateSheet, input.id);
    return { rateSheet: await updateRateSheet(context, { ...input, id, setServices, setZones }) };
  }

  @Cost(20)
  @Mutation(() => RateSheetPayload, {
    description: 'Makes a version of a rate sheet with the bands of a price list. Faults are told by row; then nothing changes.',
  })
  @RequiresPermission('manage_tenant')
  async importRateSheetCsv(
    @Arg('input', () => ImportRateSheetCsvInput, { description: 'What is asked for.' }) input: ImportRateSheetCsvInput,
    @Ctx() context: RequestContext,
  ): Payload {
    return { rateSheet: await importPriceList(context, { ...input, id: decodeId(ID_PREFIX.rateSheet, input.id) }) };
  }

  @Mutation(() => RateSheetPayload, {
    description: 'Takes a rate sheet out of use; refused while connections rate by it. Quotes made by it can still be explained.',
  })
  @RequiresPermission('manage_tenant')
  async deleteRateSheet(
    @Arg('input', () => DeleteRateSheetInput, { description: 'What is asked for.' }) input: DeleteRateSheetInput,
    @Ctx() context: RequestContext,
  ): Payload {
    return { rateSheet: await deleteRateSheet(context, decodeId(ID_PREFIX.rateSheet, input.id)) };
  }
}

/** A rate sheet with its prices and its history. */
@Resolver(() => RateSheetPricesType)
export class RateSheetPricesResolver {
  @FieldResolver(() => JsonScalar, {
    description: 'The whole sheet as JSON, as `createRateSheet` and `updateRateSheet` take it.',
  })
  content(@Root() { sheet }: SheetWithPrices): unknown {
    return sheet;
  }

  @FieldResolver(() => String, {
    description:
      'Its prices as CSV, as `importRateSheetCsv` takes them; of one price list or service where zones differ. At most 20,000 rows.',
  })
  csv(
    @Root() { sheet }: SheetWithPrices,
    @Arg('priceList', () => String, { nullable: true, description: 'One price list; all by default.' }) priceList:
      | string
      | undefined,
    @Arg('service', () => String, { nullable: true, description: 'One service; all by default.' }) service: string | undefined,
  ): string {
    return writePriceList(sheet, { priceList, service });
  }

  @FieldResolver(() => RateSheetType, { description: 'The rate sheet.' })
  rateSheet(@Root() { stored }: SheetWithPrices): RateSheetRow {
    return stored;
  }

  @FieldResolver(() => RateSheetVersionConnection, { description: 'Its versions, latest first.' })
  async versions(
    @Root() { stored }: SheetWithPrices,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<RateSheetVersionType>> {
    return toConnection(RateSheetVersionConnection, await listRateSheetVersions(context.session, stored.id, page), (row) => row);
  }
}
