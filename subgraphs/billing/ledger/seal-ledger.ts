import { sealLog } from '../../../platform/chain/seal-log.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { foldBatches, LEDGER_LOG } from './ledger-chain.query.ts';

const BATCH_SIZE = 500;

/** Seals what waits in the ledger of the context's tenant and mode, and moves the balances of its accounts on; answers how many batches. */
export function sealLedger(context: RequestContext): Promise<number> {
  return sealLog(context, LEDGER_LOG, {
    batchSize: BATCH_SIZE,
    onSealed: (transaction, chain, seals) =>
      foldBatches(
        transaction,
        chain,
        seals.map((seal) => seal.entryId),
      ),
  });
}
