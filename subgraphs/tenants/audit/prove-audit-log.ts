import { proveLog, type ChainProof, type ProofStep } from '../../../platform/chain/prove-log.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { auditSession, chainInView } from './audit-access.ts';
import { AUDIT_LOG } from './audit-seals.query.ts';

/** Recomputes the chain of the caller's tenant and mode from the stored rows, `limit` entries a step. */
export async function proveAuditLog(context: RequestContext, step: ProofStep): Promise<ChainProof> {
  return proveLog({ db: auditSession(context), log: AUDIT_LOG, chain: chainInView(context) }, step);
}
