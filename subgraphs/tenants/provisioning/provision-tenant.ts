import { TenantCreated } from '../../../contracts/events/tenant-events.ts';
import { SetUpCarriers } from '../../../contracts/operations/carrier-operations.ts';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { Limiter } from '../../../platform/context/limiter.ts';
import type { Session, Transaction } from '../../../platform/database/session.ts';
import { provisionSchemaFor, purgeTenant, retireSchema } from '../../../platform/database/tenant-schemas.query.ts';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { PLATFORM_SCOPE, type ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { announceTenantChange, tenantEvent } from '../lifecycle/tell-of-tenant.ts';
import { platformSession } from '../operators/platform-session.ts';
import { findTenants } from '../tenants/tenants.query.ts';
import { reportFailure, reportProvisioned, reportSchemaMade } from './provisioning-job.ts';
import {
  claimStalled,
  endProvisioning,
  lockProvisioning,
  recordAttempt,
  writeProvisioning,
  type CarrierSetup,
  type OpenProvisioning,
} from './provisioning.query.ts';

const MOST_ATTEMPTS = 5;
const FIRST_RETRY_MS = 2_000;

/** For how long whoever works at a tenant has it to itself; a crash is noticed after it. */
export const TURN_MS = 60_000;

// More provisioning side by side is slower, not faster: the catalogue is written under locks.
const schemas = new Limiter(2);

/** Takes up what is left of the making of tenants after a crash or a failure. */
export const resumeProvisioning: ScheduledJob = {
  name: 'tenants.resume-provisioning',
  everyMs: 2_000,
  scopesWithWork: async () => PLATFORM_SCOPE,
  async run(context) {
    const session = await platformSession(context);
    if (!session) return;
    for (;;) {
      const now = context.clock.now();
      const id = await claimStalled(session, now, new Date(now.getTime() + TURN_MS));
      if (!id) return;
      await provisionTenant(context, session, id);
    }
  },
};

/**
 * Takes the steps that are left until the tenant is active; each can be taken again without harm. A step that fails is left to the
 * job; after five failures everything of the tenant is removed but the note why.
 */
export async function provisionTenant(context: RequestContext, session: Session, tenantId: Uuid): Promise<void> {
  try {
    while (await takeStep(context, session, tenantId));
  } catch (error) {
    context.log.warn({ err: error, tenant: tenantId }, 'a step in the making of a tenant failed');
    await giveUpOrRetry(context, session, tenantId, error as Error);
  }
}

// Answers whether there may be a further step.
async function takeStep(context: RequestContext, session: Session, tenantId: Uuid): Promise<boolean> {
  const open = await session.transaction((transaction) => lockProvisioning(transaction, tenantId));
  if (open?.step === 'schema')
    await schemas.run(() => session.transaction((transaction) => makeSchema(context, transaction, tenantId)));
  if (open?.step === 'carriers') {
    const carriers = await setUpCarriers(context, open);
    await session.transaction((transaction) => finish(context, transaction, tenantId, carriers));
  }
  return open !== undefined && open.step !== 'done';
}

async function makeSchema(context: RequestContext, transaction: Transaction, tenantId: Uuid): Promise<void> {
  const open = await lockProvisioning(transaction, tenantId);
  if (open?.step !== 'schema') return;
  await provisionSchemaFor(transaction, open.schemaName, tenantId);
  if (open.carriers.length === 0) return finish(context, transaction, tenantId, []);
  const nextAttemptAt = new Date(context.clock.now().getTime() + TURN_MS);
  await writeProvisioning(transaction, { ...open, step: 'carriers', attempts: 0, lastError: null, nextAttemptAt });
  await reportSchemaMade(transaction, context, tenantId);
}

// In the tenant's name, live and test.
async function setUpCarriers(context: RequestContext, open: OpenProvisioning): Promise<CarrierSetup[]> {
  const tenant = { id: open.tenantId, schema: open.schemaName };
  const named = open.carriers.map(({ carrier }) => carrier);
  const ready = new Set(named);
  for (const testMode of [false, true]) {
    const system = { ...context.identity, actor: 'system/provisioning', level: 'internal' as const, tenant, testMode };
    const { carriers } = await context.actAs(system).operations.call(SetUpCarriers, { carriers: named });
    for (const { carrier, isReady } of carriers) if (!isReady) ready.delete(carrier);
  }
  return named.map((carrier) => ({ carrier, status: ready.has(carrier) ? 'ready' : 'unavailable' }));
}

async function finish(
  context: RequestContext,
  transaction: Transaction,
  tenantId: Uuid,
  carriers: CarrierSetup[],
): Promise<void> {
  const open = await lockProvisioning(transaction, tenantId);
  if (!open || open.step === 'done') return;
  await endProvisioning(transaction, tenantId, 'active');
  const finishedAt = context.clock.now();
  await writeProvisioning(transaction, { ...open, step: 'done', carriers, lastError: null, nextAttemptAt: null, finishedAt });
  await reportProvisioned(transaction, context, tenantId, carriers);
  const [tenant] = await findTenants(transaction, [tenantId]);
  const { name, slug, plan, region } = tenant!;
  transaction.publish(tenantEvent(context, TenantCreated, tenantId, { tenantId, name, slug, plan, region }));
  transaction.audit({ ...entry(context, 'tenant.provisioned', tenantId), after: { carriers } });
  announceTenantChange(transaction, tenantId);
}

async function giveUpOrRetry(context: RequestContext, session: Session, tenantId: Uuid, error: Error): Promise<void> {
  // What is no refusal of ours may tell of internals.
  const isRefusal = error instanceof DomainError;
  const message = isRefusal ? error.message : 'A fault on our side; it is tried again.';
  const code = isRefusal ? error.code : 'INTERNAL_ERROR';
  const now = context.clock.now();
  await session.transaction(async (transaction) => {
    const open = await lockProvisioning(transaction, tenantId);
    if (!open) return;
    const nextAttemptAt = new Date(now.getTime() + FIRST_RETRY_MS * 4 ** open.attempts);
    const attempts = await recordAttempt(transaction, { tenantId, message, nextAttemptAt });
    const isLast = attempts >= MOST_ATTEMPTS;
    await reportFailure(transaction, context, open, { code, message, isLast });
    if (!isLast) return;
    // The invitation, the domain and the schema go; the row stays, and says why.
    await retireSchema(transaction, { tenantId, now });
    await purgeTenant(transaction, tenantId);
    await endProvisioning(transaction, tenantId, 'failed');
    await writeProvisioning(transaction, { ...open, attempts, lastError: message, nextAttemptAt: null, finishedAt: now });
    transaction.audit({ ...entry(context, 'tenant.provisioning_failed', tenantId), after: { step: open.step, message } });
  });
}

function entry(context: RequestContext, action: string, tenantId: Uuid) {
  return { action, resourceType: 'tenant', resourceId: tenantId, organizationId: null, ...auditFacts(context) };
}
