import { findSealsOfEntries } from '../../../platform/chain/chain.query.ts';
import type { Seal } from '../../../platform/chain/hash-chain.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { LEDGER_LOG } from './ledger-chain.query.ts';

const sealOfBatch = defineLoader(
  (context: RequestContext, batchIds) => {
    const chain = { tenantId: requireTenant(context).id, testMode: context.identity.testMode };
    return findSealsOfEntries(context.session, LEDGER_LOG, chain, batchIds);
  },
  (seal: Seal) => seal.entryId,
);

/** The seal of the batch that a transaction was written with; null while it waits for one. */
export function sealOfTransaction(context: RequestContext, transactionId: Uuid): Promise<Seal | null> {
  return sealOfBatch(context, `${transactionId.slice(0, -4)}0000`);
}
