import { z } from 'zod';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { csvPages } from './csv-pages.ts';
import type { Export } from './export-door.ts';
import { askInternally } from './export-source.ts';

const STATUSES = ['PENDING', 'PURCHASING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
const status = z.enum(STATUSES);

const PAGE = `query BatchExport($filter: BatchRowFilter, $batchId: ID!, $after: String) {
  page: batchResultsPage(batchId: $batchId, filter: $filter, after: $after) { text next } }`;
const RECORD = `mutation RecordBatchExport($input: RecordBatchExportInput!) { recordBatchExport(input: $input) { errors { code field message } } }`;

/** What became of the rows of a batch, as a CSV file: for whoever may read the batch. */
export function batchExport(shipping: Pick<SubgraphTransport, 'execute'>): Export {
  return {
    name: 'batch-rows',
    subgraph: shipping,
    order: z
      .strictObject({
        format: z.enum(['csv']).default('csv'),
        batchId: z.string(),
        status: z.union([z.array(status), status.transform((one) => [one])]).optional(),
        reference: z.string().optional(),
      })
      .transform(({ format, batchId, ...rows }) => ({ format, filter: { batchId, rows } })),
    contentType: () => 'text/csv; charset=utf-8; header=present',
    pages: (source) => {
      const { batchId, rows } = source.filter;
      return csvPages(source, PAGE, { batchId, filter: rows });
    },
    record: async (source) => {
      await askInternally(source, { query: RECORD, variables: { input: { batchId: source.filter['batchId'] } } });
    },
  };
}
