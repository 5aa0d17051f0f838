import type { RequestContext } from '../../../platform/context/request-context.ts';
import { requireTenant } from '../../../platform/context/request-context.ts';
import { sealAfter, type Seal } from './audit-chain.ts';
import { appendSeals, lockChainHead, takeUnsealed } from './audit-seals.query.ts';

const BATCH_SIZE = 1_000;
// A tenant with a long queue goes on at the next turn, so that the others are not kept waiting.
const MOST_BATCHES = 100;

/**
 * Seals what waits in the audit log of the context's tenant and mode, in batches; answers how many entries. An entry waits from
 * its commit until a seal's commit, so none is missed however late it commits, and none is sealed twice.
 */
export async function sealAuditLog(context: RequestContext): Promise<number> {
  let sealed = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const count = await sealBatch(context);
    sealed += count;
    if (count < BATCH_SIZE) break;
  }
  return sealed;
}

async function sealBatch(context: RequestContext): Promise<number> {
  const chain = { tenantId: requireTenant(context).id, testMode: context.identity.testMode };
  const sealedAt = context.clock.now();
  return context.session.transaction(async (transaction) => {
    let link = await lockChainHead(transaction, chain, sealedAt);
    const seals: Seal[] = [];
    for (const entry of await takeUnsealed(transaction, chain, BATCH_SIZE)) {
      const seal = sealAfter(link, { ...entry, sealedAt });
      seals.push(seal);
      link = seal;
    }
    if (seals.length > 0) await appendSeals(transaction, chain, seals);
    return seals.length;
  });
}
