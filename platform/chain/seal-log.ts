import { requireTenant, type RequestContext } from '../context/request-context.ts';
import type { Transaction } from '../database/session.ts';
import { appendSeals, lockChainHead, takeUnsealed } from './chain.query.ts';
import type { ChainedLog, ChainScope } from './chained-log.ts';
import { sealAfter, type Seal } from './hash-chain.ts';

// A tenant with a long queue goes on at the next turn, so that the others are not kept waiting.
const MOST_BATCHES = 100;

interface Sealing {
  /** How many entries a transaction takes. */
  batchSize: number;
  /** What else is made of the entries, in the transaction in which they are sealed. */
  onSealed?: (transaction: Transaction, chain: ChainScope, seals: readonly Seal[]) => Promise<void>;
}

/**
 * Seals what waits in the log of the context's tenant and mode, in batches; answers how many entries. An entry waits from
 * its commit until a seal's commit, so none is missed however late it commits, and none is sealed twice.
 */
export async function sealLog(context: RequestContext, log: ChainedLog, sealing: Sealing): Promise<number> {
  let sealed = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const count = await sealBatch(context, log, sealing);
    sealed += count;
    if (count < sealing.batchSize) break;
  }
  return sealed;
}

async function sealBatch(context: RequestContext, log: ChainedLog, { batchSize, onSealed }: Sealing): Promise<number> {
  const chain = { tenantId: requireTenant(context).id, testMode: context.identity.testMode };
  const sealedAt = context.clock.now();
  return context.session.transaction(async (transaction) => {
    let link = await lockChainHead(transaction, log, chain, sealedAt);
    const seals: Seal[] = [];
    for (const entry of await takeUnsealed(transaction, log, chain, batchSize)) {
      const seal = sealAfter(link, { ...entry, sealedAt });
      seals.push(seal);
      link = seal;
    }
    if (seals.length > 0) await appendSeals(transaction, log, chain, seals);
    if (seals.length > 0) await onSealed?.(transaction, chain, seals);
    return seals.length;
  });
}
