import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import { newId } from '../../platform/ids/public-id.ts';
import { JobRunner } from '../../platform/server/job-runner.ts';
import { BILLING_JOBS } from './billing-jobs.ts';
import { JOB_NAMES } from './job-names.ts';
import { openInvoice, pay } from './test-support/test-invoices.ts';
import { TestBilling } from './test-support/test-billing.ts';

const MINUTE_MS = 60_000;
let billing: TestBilling;
let statements = 0;

before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.world.close());

const runner = (): JobRunner =>
  new JobRunner({
    database: billing.world.marketplace.subgraphs.get('billing')!.database,
    jobs: BILLING_JOBS,
    clock: billing.clock,
    log: pino({ level: 'silent' }),
    onStatement: () => void (statements += 1),
    contextFor: (identity) => billing.world.context('billing', identity),
  });

async function round(): Promise<number> {
  const before = statements + billing.world.statements();
  for (const { name } of BILLING_JOBS) await runner().runDue(name);
  return statements + billing.world.statements() - before;
}

test('a round of all jobs takes four statements each when nobody has work, and finds a reservation in time, by itself', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  await round();
  assert.equal(await round(), 4 * BILLING_JOBS.length);
  const { reservationId } = await billing.reserve(entity, '6.00');
  // What was posted is sealed before it is counted again.
  await round();
  await billing.world.inspect('update platform.job_runs set swept_at = $1', [new Date('2100-01-01')]);
  billing.clock.advance(29 * MINUTE_MS);
  assert.equal(await round(), 4 * BILLING_JOBS.length);
  billing.clock.advance(2 * MINUTE_MS);
  await round();
  const [row] = await billing.world.inspect<{ status: string }>(
    `select status from "${billing.tenant.schema}".credit_reservations where id = $1`,
    [reservationId],
  );
  assert.equal(row!.status, 'expired');
  assert.equal(await round(), 4 * BILLING_JOBS.length);
});

test('a failed payment is followed by its own note: the job suspends the entity when grace ends, and not before', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  await pay(billing, await openInvoice(billing, entity), 'pm_sandbox_declined');
  const notes = await billing.world.inspect<{ job: string }>('select distinct job from platform.due_work order by job');
  assert.deepEqual(
    notes.map(({ job }) => job),
    [JOB_NAMES.announceExpiry, JOB_NAMES.expireGrants, JOB_NAMES.resumePayments, JOB_NAMES.suspendAfterGrace],
  );
  const status = async (): Promise<string> => {
    const [row] = await billing.world.inspect<{ status: string }>(
      `select status from "${billing.tenant.schema}".entities where id = $1`,
      [entity.id],
    );
    return row!.status;
  };
  await round();
  assert.equal(await status(), 'grace');
  // Without the visit that is paid to everybody once an hour.
  await billing.world.inspect('update platform.job_runs set swept_at = $1', [new Date('2100-01-01')]);
  billing.clock.advance(7 * 24 * 60 * MINUTE_MS + MINUTE_MS);
  await round();
  assert.equal(await status(), 'suspended');
});
