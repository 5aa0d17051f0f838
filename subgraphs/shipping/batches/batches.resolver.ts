import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Cost, Inaccessible, RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { moneyOf } from '../money-fields.ts';
import { OrganizationStub } from '../organization-stub.types.ts';
import { decodeConnectionIds } from '../quotes/decode-connection-ids.ts';
import { loadShipment } from '../shipments/shipments.loaders.ts';
import { ShipmentType } from '../shipments/shipments.types.ts';
import type { Batch, BatchRow } from './batch.ts';
import { resultsPath } from './batch-job.ts';
import { NO_ROWS, type BatchCounts } from './batch-rows.query.ts';
import { CancelBatchInput, CreateBatchFromTableInput, CreateBatchInput, RetryBatchInput } from './batches.inputs.types.ts';
import { loadBatch, loadBatchCounts, loadRowsOfBatch } from './batches.loaders.ts';
import { BATCH_ORDERS, listBatches } from './batches.query.ts';
import {
  BatchConnection,
  BatchCountsType,
  BatchFilterInput,
  BatchJobStub,
  BatchPayload,
  BatchRowConnection,
  BatchRowFilterInput,
  BatchRowType,
  BatchSort,
  BatchType,
} from './batches.types.ts';
import { cancelBatch } from './cancel-batch.ts';
import { createBatch, createBatchFromTable } from './create-batch.ts';
import { retryBatch } from './retry-batch.ts';

const batchOf = (id: string): Uuid => decodeId(ID_PREFIX.batch, id, 'batchId');

/** What a batch names by public ids, as it is kept. */
function decoded<Input extends Pick<CreateBatchInput, 'entityId' | 'connectionIds'>>(input: Input) {
  const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
  return { ...input, entityId, connectionIds: decodeConnectionIds(input.connectionIds) };
}

/** Batches of shipments. */
@Resolver(() => BatchType)
export class BatchesResolver {
  @Query(() => BatchType, { nullable: true, description: 'One batch; null when there is none of this id.' })
  @RequiresPermission('view_shipments')
  async batch(
    @Arg('id', () => ID, { description: 'The batch.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<BatchType | null> {
    return loadBatch(context, decodeId(ID_PREFIX.batch, id));
  }

  @Query(() => BatchConnection, { description: 'The batches of the caller’s organization.' })
  @RequiresPermission('view_shipments')
  async batches(
    @Arg('filter', () => BatchFilterInput, { nullable: true, description: 'Which ones; all by default.' }) filter:
      | BatchFilterInput
      | undefined,
    @Arg('sort', () => BatchSort, { nullable: true, description: 'In which order; latest first by default.' }) sort:
      | BatchSort
      | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<BatchType>> {
    const order = BATCH_ORDERS[sort ?? BatchSort.CREATED_AT_DESC];
    return toConnection(BatchConnection, await listBatches(context.session, filter ?? {}, order, page), (row) => row);
  }

  @Cost(100)
  @Mutation(() => BatchPayload, {
    description:
      'Makes shipments of up to 10,000 rows, or tries what they would come to: a job works on them one by one, and what is wrong with one stands on it. POST /batches at the same host takes longer lists than a request has room for, and CSV (docs/batches.md).',
  })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async createBatch(
    @Arg('input', () => CreateBatchInput, { description: 'The rows, and what is to become of them.' }) input: CreateBatchInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<BatchPayload>> {
    return { batch: await createBatch(context, decoded(input)) };
  }

  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Mutation(() => BatchPayload, { description: 'Makes shipments of the rows of a table; for the gateway, in the caller’s name.' })
  async createBatchFromTable(
    @Arg('input', () => CreateBatchFromTableInput, { description: 'The table, and what is to become of it.' })
    input: CreateBatchFromTableInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<BatchPayload>> {
    return { batch: await createBatchFromTable(context, decoded(input)) };
  }

  @Mutation(() => BatchPayload, {
    description: 'Ends a batch: no row is begun any more, what was made stays. Safe to repeat until it is over.',
  })
  @RequiresPermission('create_shipments')
  async cancelBatch(
    @Arg('input', () => CancelBatchInput, { description: 'Which one.' }) input: CancelBatchInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<BatchPayload>> {
    return { batch: await cancelBatch(context, batchOf(input.batchId)) };
  }

  @Mutation(() => BatchPayload, { description: 'Begins the failed rows of a batch that is over once more, as they were given.' })
  @RequiresPermission('create_shipments')
  async retryBatch(
    @Arg('input', () => RetryBatchInput, { description: 'Which one.' }) input: RetryBatchInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<BatchPayload>> {
    return { batch: await retryBatch(context, batchOf(input.batchId)) };
  }

  @FieldResolver(() => BatchCountsType, { description: 'How its rows stand.' })
  async counts(@Root() batch: Batch, @Ctx() context: RequestContext): Promise<BatchCounts> {
    return (await loadBatchCounts(context, batch.id)) ?? NO_ROWS;
  }

  @FieldResolver(() => BatchRowConnection, { description: 'Its rows, by number.' })
  async rows(
    @Root() batch: Batch,
    @Arg('filter', () => BatchRowFilterInput, { nullable: true, description: 'Which ones; all by default.' }) filter:
      | BatchRowFilterInput
      | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<BatchRowType>> {
    return toConnection(
      BatchRowConnection,
      await loadRowsOfBatch(context, batch.id, { ...page, filter: { ...filter } }),
      (row) => row,
    );
  }

  @FieldResolver(() => BatchJobStub, {
    nullable: true,
    description: 'The job of its present or last run; live as `jobProgress`.',
  })
  job(@Root() batch: Batch): BatchJobStub {
    return { id: batch.jobId };
  }

  @FieldResolver(() => String, {
    description: 'Where its rows are fetched as a CSV file, at the same host and with the same token.',
  })
  resultsPath(@Root() batch: Batch): string {
    return resultsPath(batch);
  }

  @FieldResolver(() => OrganizationStub, { nullable: true, description: 'Whose batch it is.' })
  organization(@Root() batch: Batch): OrganizationStub {
    return { id: batch.organizationId };
  }
}

/** Rows of batches. */
@Resolver(() => BatchRowType)
export class BatchRowsResolver {
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'What the carrier charges for what was chosen; addons are not in it.',
  })
  carrierCharge(@Root() { carrierCharge, currency }: BatchRow): MoneyType | null {
    return carrierCharge === null ? null : moneyOf(carrierCharge, currency!);
  }

  @FieldResolver(() => ShipmentType, { nullable: true, description: 'What was made of it.' })
  async shipment(@Root() row: BatchRow, @Ctx() context: RequestContext): Promise<ShipmentType | null> {
    return row.shipmentId === null ? null : loadShipment(context, row.shipmentId);
  }
}
