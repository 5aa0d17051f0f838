import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { BatchResultsPageType, RecordBatchExportInput, RecordBatchExportPayload } from './batch-results.types.ts';
import { BatchRowFilterInput } from './batches.types.ts';
import { exportResults, recordResultsExport } from './export-results.ts';

/** The results of batches as files, as the gateway writes them. */
@Resolver()
export class BatchResultsResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Query(() => BatchResultsPageType, {
    description: 'The next rows of a batch as CSV; for the gateway, in the name of whoever may read them.',
  })
  batchResultsPage(
    @Arg('batchId', () => ID, { description: 'The batch.' }) batchId: string,
    @Arg('filter', () => BatchRowFilterInput, { nullable: true, description: 'Which rows; all when left out.' })
    filter: BatchRowFilterInput | null | undefined,
    @Arg('after', () => String, { nullable: true, description: 'Behind which number; from the first when left out.' })
    after: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<BatchResultsPageType> {
    const id = decodeId(ID_PREFIX.batch, batchId, 'batchId');
    return exportResults(context, id, { filter: { ...filter }, after: Number(after ?? 0) });
  }

  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Mutation(() => RecordBatchExportPayload, {
    description: 'Records that the caller exports the results of a batch; for the gateway.',
  })
  async recordBatchExport(
    @Arg('input', () => RecordBatchExportInput, { description: 'Which batch.' }) input: RecordBatchExportInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    await recordResultsExport(context, decodeId(ID_PREFIX.batch, input.batchId, 'batchId'));
    return {};
  }
}
