import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { JOB_KINDS } from '../../../contracts/jobs/job-kinds.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { advanceJob, finishJob, openJob } from '../../../platform/jobs/job-reports.query.ts';
import type { CarrierSetup, OpenProvisioning, ProvisioningStep } from './provisioning.query.ts';

/** Lets operators watch the making of a tenant; one that is ready at once has no job. Its id is the tenant's. */
export async function openProvisioningJob(
  transaction: Transaction,
  context: RequestContext,
  made: { tenantId: Uuid; step: ProvisioningStep; hasCarriers: boolean },
): Promise<void> {
  const { tenantId, step, hasCarriers } = made;
  if (step === 'done') return;
  const at = context.clock.now();
  const total = stepsOf(hasCarriers);
  const subject = { type: 'Tenant', id: encodeId(ID_PREFIX.tenant, tenantId) };
  const { actor } = context.identity;
  await openJob(transaction, {
    id: tenantId,
    kind: JOB_KINDS.TENANT_PROVISIONING.name,
    organizationId: null,
    total,
    subject,
    actor,
    at,
  });
  if (step === 'carriers') await reportSchemaMade(transaction, context, tenantId);
}

/** The tenant has its schema, and carriers are to be set up. */
export async function reportSchemaMade(transaction: Transaction, context: RequestContext, tenantId: Uuid): Promise<void> {
  await advanceJob(transaction, tenantId, { done: 1, message: 'Its carriers are set up.', at: context.clock.now() });
}

/** The tenant is ready. */
export async function reportProvisioned(
  transaction: Transaction,
  context: RequestContext,
  tenantId: Uuid,
  carriers: readonly CarrierSetup[],
): Promise<void> {
  const at = context.clock.now();
  const done = stepsOf(carriers.length > 0);
  await finishJob(transaction, tenantId, { status: 'completed', done, message: 'It is ready.', at });
}

/** A step failed: it is tried again, or the tenant is given up. */
export async function reportFailure(
  transaction: Transaction,
  context: RequestContext,
  open: OpenProvisioning,
  failure: { code: string; message: string; isLast: boolean },
): Promise<void> {
  const { code, message, isLast } = failure;
  const facts = { errors: [{ code, message, item: open.step }], at: context.clock.now() };
  if (isLast) await finishJob(transaction, open.tenantId, { ...facts, status: 'failed', message: 'It was given up.' });
  else await advanceJob(transaction, open.tenantId, { ...facts, message: 'A step failed and is tried again.' });
}

function stepsOf(hasCarriers: boolean): number {
  return hasCarriers ? 2 : 1;
}
