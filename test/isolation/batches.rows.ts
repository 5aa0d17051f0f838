import type { Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations on batches are called. */
export const batchesRows: Rows = {
  'Query.batch': { as: 'owner', arguments: async (side) => ({ id: await batchOf(side) }) },
  'Query.batches': { as: 'owner' },
  'Mutation.createBatch': { as: 'owner', arguments: (side) => ({ input: batchInput(side) }) },
  'Mutation.cancelBatch': {
    as: 'owner',
    overtaken: 'a batch of so few rows is over before anybody can cancel it',
    arguments: async (side) => ({ input: { batchId: await batchOf(side) } }),
  },
  'Mutation.retryBatch': { as: 'owner', arguments: async (side) => ({ input: { batchId: await batchOf(side) } }) },
};

/** A row that is bought, and one that fails. */
function batchInput(side: Side): object {
  const { shipper, recipient, parcels } = side.quoteRequest() as Record<'shipper' | 'recipient' | 'parcels', object>;
  const row = { shipper, recipient, parcels, reference: side.text('reference'), metadata: { note: side.text('note') } };
  const rows = [row, { ...row, parcels: [] }];
  return { name: side.text('batch'), rows, purchase: 'CHEAPEST', entityId: side.ids.entity };
}

/** A batch of the side's that was worked on to its end. */
async function batchOf(side: Side): Promise<string> {
  const { batch } = await side.perform<{ batch: { id: string } }>('owner', 'createBatch', batchInput(side), 'batch { id }');
  await side.runJob('shipping', 'run-batches');
  return batch.id;
}
