import type { RequestContext } from '../../../platform/context/request-context.ts';
import { sealLog } from '../../../platform/chain/seal-log.ts';
import { AUDIT_LOG } from './audit-seals.query.ts';

const BATCH_SIZE = 1_000;

/** Seals what waits in the audit log of the context's tenant and mode, in batches; answers how many entries. */
export function sealAuditLog(context: RequestContext): Promise<number> {
  return sealLog(context, AUDIT_LOG, { batchSize: BATCH_SIZE });
}
