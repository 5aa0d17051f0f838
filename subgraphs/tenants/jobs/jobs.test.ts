import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ExecutionResult } from 'graphql';
import { JOB_KINDS } from '../../../contracts/jobs/job-kinds.ts';
import { OPERATOR_PERMISSIONS, ORGANIZATION_ROLES, PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { decodeId, encodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { advanceJob, finishJob, openJob } from '../../../platform/jobs/job-reports.query.ts';
import type { JobError } from '../../../platform/jobs/job.ts';
import { askSubgraph, answerOf, type SubgraphAnswer } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';

const DAY_MS = 86_400_000;
const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
const acme = newId();
const nordic = newId();
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
});
after(() => world.close());

type Place = Partial<RequestIdentity>;
const staff = (): Place => ({ tenant });

/** Does something in a transaction of the addons subgraph, as it reports its own work. */
function report<T>(place: Place, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return world.context('addons', place).session.transaction(work);
}

async function open(place: Place = staff(), facts: { kind?: string; organizationId?: Uuid | null } = {}): Promise<Uuid> {
  const id = newId();
  const { kind = JOB_KINDS.ADDON_SIMULATION.name, organizationId = null } = facts;
  const subject = { type: 'AddonSimulation', id: encodeId('sim', id) };
  await report(place, (transaction) =>
    openJob(transaction, { id, kind, organizationId, total: 10, subject, actor: `user/${newId()}`, at: clock.now() }),
  );
  return id;
}

const FIELDS = `id kind status done total message errorCount errors { code message item } subjectType subjectId resultUrl isCancellable
  startedAt finishedAt cancelRequestedAt organization { id } actor { kind }`;

interface JobSeen {
  id: string;
  status: string;
  done: number;
  errorCount: number;
  errors: JobError[];
  isCancellable: boolean;
}

async function see(id: Uuid, identity: Place = staff()): Promise<JobSeen | null> {
  const query = `query ($id: ID!) { job(id: $id) { ${FIELDS} } }`;
  const { job } = await answerOf<{ job: JobSeen | null }>(world, 'tenants', identity, {
    query,
    variables: { id: encodeId('job', id) },
  });
  return job;
}

interface Cancelled {
  cancelJob: { job: JobSeen | null; errors: { code: string }[] };
}

async function cancel(id: Uuid, identity: Place = staff()): Promise<string> {
  const query = `mutation ($id: ID!) { cancelJob(input: { id: $id }) { job { status cancelRequestedAt isCancellable } errors { code } } }`;
  const answer = await askSubgraph<Cancelled>(world, 'tenants', identity, { query, variables: { id: encodeId('job', id) } });
  return answer.errors[0]?.code ?? answer.data.cancelJob.errors[0]?.code ?? `${answer.data.cancelJob.job!.status}, asked to end`;
}

test('a job is seen waiting, at work and done, as the subgraph that works at it reports it in its own transactions', async () => {
  const id = await open();
  const waiting = {
    id: encodeId('job', id),
    kind: 'ADDON_SIMULATION',
    status: 'QUEUED',
    done: 0,
    total: 10,
    message: null,
    errorCount: 0,
    errors: [],
    subjectType: 'AddonSimulation',
    subjectId: encodeId('sim', id),
    resultUrl: null,
    isCancellable: true,
    startedAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
    organization: null,
    actor: { kind: 'USER' },
  };
  assert.deepEqual(await see(id), waiting);
  const errors = [{ code: 'INVALID_WEIGHT', message: 'A weight is more than zero.', item: 'row 3' }];
  const step = { done: 4, message: 'Row 4 of 12.', total: 12, errors, at: clock.now() };
  assert.deepEqual(await report(staff(), (transaction) => advanceJob(transaction, id, step)), { isCancelRequested: false });
  const startedAt = clock.now().toISOString();
  const atWork = { ...waiting, status: 'RUNNING', done: 4, total: 12, message: 'Row 4 of 12.', errorCount: 1, errors, startedAt };
  assert.deepEqual(await see(id), atWork);
  clock.advance(5_000);
  const end = { status: 'completed', done: 12, resultUrl: '/exports/batch', at: clock.now() } as const;
  await report(staff(), (transaction) => finishJob(transaction, id, end));
  const over = { status: 'COMPLETED', done: 12, resultUrl: '/exports/batch', isCancellable: false };
  assert.deepEqual(await see(id), { ...atWork, ...over, finishedAt: clock.now().toISOString() });
});

test('a report of a transaction that is rolled back is not seen, and the first end counts', async () => {
  const id = await open();
  const rolledBack = report(staff(), async (transaction) => {
    await finishJob(transaction, id, { status: 'failed', at: clock.now() });
    throw new Error('the work failed');
  });
  await assert.rejects(rolledBack, /the work failed/);
  assert.equal((await see(id))!.status, 'QUEUED');
  for (const status of ['completed', 'failed'] as const)
    await report(staff(), (transaction) => finishJob(transaction, id, { status, at: clock.now() }));
  assert.equal((await see(id))!.status, 'COMPLETED');
});

test('of 250 errors all are counted and the first hundred kept, in their order', async () => {
  const id = await open();
  const batch = (from: number): JobError[] =>
    Array.from({ length: 50 }, (_, index) => ({ code: 'X', message: 'Refused.', item: `row ${from + index}` }));
  for (const from of [0, 50, 100, 150, 200])
    await report(staff(), (transaction) => advanceJob(transaction, id, { errors: batch(from), at: clock.now() }));
  const { errors, errorCount } = (await see(id))!;
  assert.deepEqual([errorCount, errors.length, errors[0]!.item, errors[99]!.item], [250, 100, 'row 0', 'row 99']);
});

test('a job is seen in its tenant, mode and organization, with a permission of its kind, and nowhere else', async () => {
  const ofTenant = await open();
  const ofAcme = await open({ tenant, organizationId: acme }, { organizationId: acme });
  const member = (organizationId: Uuid): Place => ({ tenant, organizationId });
  const seenBy = async (identity: Place): Promise<boolean[]> => [
    (await see(ofTenant, identity)) !== null,
    (await see(ofAcme, identity)) !== null,
  ];
  assert.deepEqual(await seenBy(staff()), [true, true]);
  assert.deepEqual(await seenBy(member(acme)), [false, true]);
  assert.deepEqual(
    await seenBy({ ...member(acme), level: 'tenant' }),
    [false, true],
    'staff who name an organization see its jobs',
  );
  const strangers: Record<string, Place> = {
    'another organization': member(nordic),
    'another tenant': { tenant: await world.createTenant() },
    'test mode': { tenant, testMode: true },
    'without the permission': { tenant, permissions: PERMISSIONS.filter((permission) => permission !== 'manage_addons') },
    'an owner, who manages no addons': { ...member(acme), permissions: [...ORGANIZATION_ROLES.owner] },
    'a partner': { tenant, level: 'partner', partnerId: newId(), permissions: ['view_partner'] },
    'an operator': { tenant: await world.createTenant(), level: 'platform', permissions: [...OPERATOR_PERMISSIONS] },
    'a person in no tenant': { permissions: [...PERMISSIONS] },
  };
  const list = '{ jobs(first: 100) { totalCount edges { node { id } } } }';
  for (const [name, identity] of Object.entries(strangers)) {
    assert.deepEqual(await seenBy(identity), [false, false], name);
    const { jobs } = await answerOf<{ jobs: { totalCount: number } }>(world, 'tenants', identity, { query: list });
    assert.equal(jobs.totalCount, 0, name);
    if (identity.tenant) assert.equal(await cancel(ofAcme, identity), 'NOT_FOUND', name);
  }
  assert.equal(
    (await askSubgraph(world, 'tenants', { level: 'anonymous', permissions: [] }, { query: list })).errors[0]?.code,
    'UNAUTHENTICATED',
  );
  assert.equal((await see(ofAcme))!.isCancellable, true, 'nobody of them ended it');
});

test('whoever works at a job learns that its end was asked for; asked twice it is asked once, and an end is final', async () => {
  const id = await open();
  assert.equal(await cancel(id), 'QUEUED, asked to end');
  assert.equal(await cancel(id), 'QUEUED, asked to end');
  assert.equal((await see(id))!.isCancellable, false);
  const audited = await world.inspect<{ action: string }>('select action from platform.audit_log where resource_id = $1', [id]);
  assert.deepEqual(audited, [{ action: 'job.cancel_requested' }]);
  const step = await report(staff(), (transaction) => advanceJob(transaction, id, { done: 1, at: clock.now() }));
  assert.deepEqual(step, { isCancelRequested: true });
  await report(staff(), (transaction) => finishJob(transaction, id, { status: 'cancelled', at: clock.now() }));
  assert.deepEqual([(await see(id))!.status, await cancel(id)], ['CANCELLED', 'JOB_OVER']);
  const unknown = await report(staff(), (transaction) => advanceJob(transaction, newId(), { done: 1, at: clock.now() }));
  assert.deepEqual(unknown, { isCancelRequested: false });
});

test('a kind that goes on to its end, and a caller who may only look, are refused by code', async () => {
  const kind = JOB_KINDS.TENANT_PROVISIONING.name;
  const id = await open(staff(), { kind });
  assert.equal(await cancel(id), 'JOB_NOT_CANCELLABLE');
  assert.equal((await see(id))!.isCancellable, false);
});

test('of a cancel and an end at the same moment one comes first, and the job ends once', async () => {
  for (let round = 0; round < 10; round += 1) {
    const id = await open();
    const end = report(staff(), (transaction) => finishJob(transaction, id, { status: 'completed', at: clock.now() }));
    const [answer] = await Promise.all([cancel(id), end]);
    assert.ok(answer === 'JOB_OVER' || answer === 'QUEUED, asked to end', answer);
    assert.equal((await see(id))!.status, 'COMPLETED');
  }
});

test('jobs that ended 90 days ago make way when the tenant’s next one begins; others stay', async () => {
  const elsewhere = await world.createTenant();
  const [done, stuck] = [await open({ tenant: elsewhere }), await open({ tenant: elsewhere })];
  await report({ tenant: elsewhere }, (transaction) => finishJob(transaction, done, { status: 'completed', at: clock.now() }));
  clock.advance(90 * DAY_MS);
  await open({ tenant: elsewhere });
  assert.notEqual(await see(done, { tenant: elsewhere }), null, 'not before its time');
  clock.advance(1);
  await open({ tenant: elsewhere, testMode: true });
  assert.notEqual(await see(done, { tenant: elsewhere }), null, 'not by work in the other mode');
  await open({ tenant: elsewhere });
  assert.deepEqual([await see(done, { tenant: elsewhere }), (await see(stuck, { tenant: elsewhere }))!.status], [null, 'QUEUED']);
});

test('a list is filtered, sorted and paged, in as many statements for fifty as for one', async () => {
  const crowd = await world.createTenant();
  const ids: string[] = [];
  for (let index = 0; index < 4; index += 1) {
    clock.advance(1_000);
    ids.push(encodeId('job', await open({ tenant: crowd }, { organizationId: index % 2 === 0 ? acme : null })));
  }
  await report({ tenant: crowd }, (transaction) =>
    finishJob(transaction, decodeId('job', ids[3]!), { status: 'failed', at: clock.now() }),
  );
  const list = async (args: string): Promise<SubgraphAnswer<{ jobs: { edges: { node: { id: string } }[] } }>> =>
    askSubgraph(world, 'tenants', { tenant: crowd }, { query: `{ jobs(${args}) { edges { node { ${FIELDS} } } } }` });
  const seen = async (args: string): Promise<string[]> => (await list(args)).data.jobs.edges.map(({ node }) => node.id);
  assert.deepEqual(await seen('first: 10'), ids.toReversed());
  assert.deepEqual(await seen('first: 2, sort: CREATED_AT_ASC'), ids.slice(0, 2));
  assert.deepEqual(await seen('filter: { statuses: [FAILED, RUNNING] }'), [ids[3]]);
  assert.deepEqual(await seen('filter: { kind: TENANT_PROVISIONING }'), []);
  assert.deepEqual(await seen(`filter: { organizationId: "${encodeId('org', acme)}" }, sort: CREATED_AT_ASC`), [ids[0], ids[2]]);
  assert.deepEqual(await seen(`filter: { subjectId: "${ids[1]!.replace('job_', 'sim_')}" }`), [ids[1]]);
  const [one, four] = [await list('first: 1'), await list('first: 4')];
  assert.deepEqual([one.errors, four.errors], [[], []]);
  assert.deepEqual([one.statements, four.statements], [1, 2], 'the second reads the organizations');
});

test('shows progress live: the present state first, then each that was reported, to its end', async () => {
  const id = await open();
  const identityToken = await world.marketplace.signer.sign({
    actor: 'system/test',
    level: 'tenant',
    userId: null,
    tenant,
    organizationId: null,
    partnerId: null,
    testMode: false,
    permissions: [...PERMISSIONS],
  });
  const watch = (job: Uuid) =>
    world.marketplace.subgraphs.get('tenants')!.subscribe({
      query: 'subscription ($id: ID!) { jobProgress(id: $id) { status done } }',
      variables: { id: encodeId('job', job) },
      identityToken,
      requestId: 'test',
    });
  const stream = (await watch(id)) as AsyncIterableIterator<ExecutionResult>;
  const next = async (): Promise<unknown> => JSON.parse(JSON.stringify((await stream.next()).value.data)) as unknown;
  assert.deepEqual(await next(), { jobProgress: { status: 'QUEUED', done: 0 } });
  for (const done of [1, 2]) {
    await report(staff(), (transaction) => advanceJob(transaction, id, { done, at: clock.now() }));
    assert.deepEqual(await next(), { jobProgress: { status: 'RUNNING', done } });
  }
  await stream.return!();
  const unknown = (await watch(newId())) as ExecutionResult;
  assert.equal(unknown.errors?.[0]?.extensions['code'], 'NOT_FOUND');
});
