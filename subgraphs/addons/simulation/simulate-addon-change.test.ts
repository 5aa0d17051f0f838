import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { decodeId, encodeId, newId } from '../../../platform/ids/public-id.ts';
import { tryJobTurn } from '../../../platform/server/job-runner.query.ts';
import { askSubgraph, type SubgraphAnswer } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { configurePlatformCommission } from '../commission/configure-platform-commission.ts';
import { createTwoAddons, pinRates, tellOfCancellation, tellOfPurchase } from '../test-support/purchases.ts';
import { cancelSimulation } from './cancel-simulation.ts';
import { runBatch } from './run-simulations.ts';
import { simulateAddonChange } from './simulate-addon-change.ts';

const clock = new ManualClock(new Date('2026-03-30T12:00:00Z'));
const DAY_MS = 86_400_000;
let world: TestWorld;
let tenant: TestTenant;
let handling: string;
const [acme, globex] = [newId(), newId()];

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: true });
  tenant = await world.createTenant();
  const staff = world.context('addons', { tenant });
  handling = (await createTwoAddons(staff))[0]!;
  await configurePlatformCommission(staff, {
    defaultCommissionRate: '0.1',
    minimumCommissionAmount: null,
    commissionTiers: [],
  });
  // Acme: two before the month ends, two after, one of them cancelled. Globex: one in euro. 100 each.
  await buy(acme, 2);
  clock.advance(2 * DAY_MS);
  const [, cancelled] = await buy(acme, 2);
  await buy(globex, 1, 'EUR');
  await tellOfCancellation(world, tenant, acme, [{ ...cancelled!, purchasedAt: clock.now() }]);
  await world.settle();
  clock.advance(DAY_MS);
});
after(() => world.close());

async function buy(organizationId: string, count: number, currency = 'USD') {
  const shipper = world.context('addons', { tenant, organizationId, permissions: ['create_shipments'] });
  const purchases = (await pinRates(clock, shipper, count, currency)).map((price) => ({ shipmentId: newId(), price }));
  await tellOfPurchase(world, tenant, organizationId, purchases);
  await world.settle();
  return purchases;
}

const PERIOD = { from: '2026-03-01T00:00:00Z', until: '2026-04-02T00:00:00Z' };
const RESULT = `id state done total addonChange supposesCommission addon { name } warnings { kind currency count volumeThreshold }
  totals { shipments affectedShipments currentRevenue { amount currency } simulatedRevenue { amount } revenueDifference { amount }
    currentCommission { amount } simulatedCommission { amount } commissionDifference { amount } }
  topOrganizations(limit: 5) { organization { id } revenueDifference { amount currency } affectedShipments }`;

interface Simulated {
  id: string;
  state: string;
  done: number;
  total: number;
  totals: Record<string, unknown>[];
  topOrganizations: { organization: { id: string }; revenueDifference: { amount: string; currency: string } }[];
  warnings: { kind: string; currency: string | null; count: number | null; volumeThreshold: number | null }[];
}
type Payload = { simulateAddonChange: { simulation: Simulated | null; errors: { code: string; field: string | null }[] } };

function ask<Data>(
  query: string,
  variables: Record<string, unknown>,
  identity: Partial<RequestIdentity> = {},
): Promise<SubgraphAnswer<Data>> {
  return askSubgraph<Data>(world, 'addons', { tenant, ...identity }, { query, variables });
}

async function request(input: object, identity: Partial<RequestIdentity> = {}): Promise<Payload['simulateAddonChange']> {
  const { data } = await ask<Payload>(
    `mutation ($input: SimulateAddonChangeInput!) { simulateAddonChange(input: $input) { simulation { id state done total } errors { code field } } }`,
    { input: { ...PERIOD, ...input } },
    identity,
  );
  return data.simulateAddonChange;
}

async function read(id: string): Promise<Simulated> {
  const { data, errors } = await ask<{ addonSimulation: Simulated }>(
    `query ($id: ID!) { addonSimulation(id: $id) { ${RESULT} } }`,
    { id },
  );
  assert.deepEqual(errors, []);
  return data.addonSimulation;
}

const run = (): Promise<void> => world.marketplace.subgraphs.get('addons')!.runJob('addons.run-simulations');

/** Does something while no simulation is taken up. */
function whileNoneRuns<T>(work: () => Promise<T>): Promise<T> {
  const { database } = world.marketplace.subgraphs.get('addons')!;
  return database.session(NO_SCOPE).transaction(async (lock) => {
    for (let tries = 0; tries < 500 && !(await tryJobTurn(lock, 'addons.run-simulations')); tries += 1) await wait(10);
    return work();
  });
}

/** The job runs by itself, too; whichever is first does the work. */
async function over(id: string): Promise<Simulated> {
  for (let turn = 0; turn < 100; turn += 1) {
    await run();
    const simulation = await read(id);
    if (simulation.state !== 'QUEUED' && simulation.state !== 'RUNNING') return simulation;
    await wait(50);
  }
  throw new Error('the simulation did not end');
}

async function simulate(input: object): Promise<Simulated> {
  const { simulation, errors } = await request(input);
  assert.deepEqual(errors, []);
  return over(simulation!.id);
}

const sums = (
  currency: string,
  shipments: number,
  affected: number,
  revenue: [string, string, string],
  commission: [string, string, string],
) => ({
  shipments,
  affectedShipments: affected,
  currentRevenue: { amount: revenue[0], currency },
  simulatedRevenue: { amount: revenue[1] },
  revenueDifference: { amount: revenue[2] },
  currentCommission: { amount: commission[0] },
  simulatedCommission: { amount: commission[1] },
  commissionDifference: { amount: commission[2] },
});

test('a raised addon: both currencies, commission at the frozen rate, who pays more, the cancelled shipment left out', async () => {
  const found = await simulate({ changedAddon: { id: encodeId('add', handling), amount: '8' } });
  assert.deepEqual(found.totals, [
    sums('EUR', 1, 1, ['7.00', '10.00', '3.00'], ['1.00', '1.60', '0.60']),
    sums('USD', 3, 3, ['21.00', '30.00', '9.00'], ['3.00', '4.80', '1.80']),
  ]);
  assert.deepEqual([found.state, found.done, found.total, found.warnings], ['COMPLETED', 4, 4, []]);
  assert.deepEqual(
    found.topOrganizations.map(({ organization, revenueDifference }) => [organization.id, revenueDifference]),
    [
      [encodeId('org', globex), { amount: '3.00', currency: 'EUR' }],
      [encodeId('org', acme), { amount: '9.00', currency: 'USD' }],
    ],
  );
});

test('a new fixed addon is skipped in the other currency, says so, and earns by the default rate', async () => {
  const newAddon = { name: 'Care', surchargeType: 'FIXED', amount: '2.50', currency: 'USD', commissionEnabled: true };
  const found = await simulate({ newAddon });
  assert.deepEqual(found.totals, [
    sums('EUR', 1, 0, ['7.00', '7.00', '0.00'], ['1.00', '1.00', '0.00']),
    sums('USD', 3, 3, ['21.00', '28.50', '7.50'], ['3.00', '3.75', '0.75']),
  ]);
  assert.deepEqual(found.warnings, [{ kind: 'CURRENCY_SKIPPED', currency: 'EUR', count: 1, volumeThreshold: null }]);
});

test('tiers go by the shipments before each one in its month, and a falling one is a cliff', async () => {
  await configurePlatformCommission(world.context('addons', { tenant }), {
    defaultCommissionRate: '0.1',
    minimumCommissionAmount: null,
    commissionTiers: [],
  });
  const newAddon = { name: 'Care', surchargeType: 'PERCENTAGE', amount: '10', commissionEnabled: true };
  const commission = { defaultCommissionRate: '0.5', commissionTiers: [{ volumeThreshold: 1, rate: '0.3' }] };
  const found = await simulate({ newAddon, commission });
  // March: 5.00 and 3.00; April begins anew: 5.00.
  assert.deepEqual(found.totals[1], sums('USD', 3, 3, ['21.00', '51.00', '30.00'], ['3.00', '16.00', '13.00']));
  assert.deepEqual(found.warnings, [{ kind: 'PRICE_CLIFF', currency: null, count: null, volumeThreshold: 1 }]);
});

test('a period that begins within a month still counts what came before it in that month', async () => {
  const newAddon = { name: 'Care', surchargeType: 'PERCENTAGE', amount: '10', commissionEnabled: true };
  const commission = { defaultCommissionRate: '0.5', commissionTiers: [{ volumeThreshold: 2, rate: '0.3' }] };
  await buy(acme, 2);
  const found = await simulate({ from: '2026-04-02T00:00:00Z', until: clock.now().toISOString(), newAddon, commission });
  assert.deepEqual([found.totals, found.warnings.map(({ kind }) => kind)], [[], ['PRICE_CLIFF', 'NOTHING_AFFECTED']]);
  clock.advance(1);
  const later = await simulate({ from: '2026-04-02T00:00:00Z', until: clock.now().toISOString(), newAddon, commission });
  // One in April before the period, then two in it: 5.00 and 3.00 beside 1.00 of each handling.
  assert.deepEqual(later.totals, [sums('USD', 2, 2, ['14.00', '34.00', '20.00'], ['2.00', '10.00', '8.00'])]);
});

test('an addon for a carrier that nobody ships with affects nothing, and that is said', async () => {
  const newAddon = { name: 'Care', surchargeType: 'PERCENTAGE', amount: '10', carriers: ['upps'] };
  const found = await simulate({ newAddon });
  assert.deepEqual(
    found.warnings.map(({ kind }) => kind),
    ['NOTHING_AFFECTED'],
  );
});

test('a simulation that cannot go on is given up after five attempts, with nothing counted', async () => {
  const spoilt = await world.createTenant();
  const [fee] = await createTwoAddons(world.context('addons', { tenant: spoilt }));
  const shipper = world.context('addons', { tenant: spoilt, organizationId: acme });
  await tellOfPurchase(world, spoilt, acme, [{ shipmentId: newId(), price: (await pinRates(clock, shipper, 1))[0]! }]);
  await world.settle();
  clock.advance(1);
  await world.inspect(`delete from ${spoilt.schema}.addon_versions`);
  const period = { from: PERIOD.from, until: clock.now().toISOString() };
  const { simulation } = await request({ ...period, deletedAddonId: encodeId('add', fee!) }, { tenant: spoilt });
  const rows = (): Promise<object[]> =>
    world.inspect(`select state, done, (select count(*)::int from ${spoilt.schema}.addon_simulation_sums) as sums,
      (select count(*)::int from addons.open_simulations where simulation_id = s.id) as queued from ${spoilt.schema}.addon_simulations s`);
  assert.ok(simulation);
  for (let turn = 0; turn < 20; turn += 1) {
    await run();
    await wait(100);
  }
  assert.deepEqual(await rows(), [{ state: 'failed', done: 0, sums: 0, queued: 0 }]);
});

test('the minimum is told of, and a deleted addon takes everything of it away', async () => {
  const minimumCommissionAmount = { amount: '3', currency: 'USD' };
  const raised = await simulate({ commission: { defaultCommissionRate: '0.1', minimumCommissionAmount } });
  assert.deepEqual(raised.warnings, [{ kind: 'MINIMUM_REACHED', currency: 'USD', count: 3, volumeThreshold: null }]);
  assert.deepEqual(raised.totals[1], sums('USD', 3, 3, ['21.00', '21.00', '0.00'], ['3.00', '9.00', '6.00']));
  const gone = await simulate({ deletedAddonId: encodeId('add', handling) });
  assert.deepEqual(gone.totals[1], sums('USD', 3, 3, ['21.00', '6.00', '-15.00'], ['3.00', '0.00', '-3.00']));
});

test('bad input is refused by code and field, and nothing is queued', async () => {
  const care = { name: 'Care', surchargeType: 'FIXED', amount: '1', currency: 'USD' };
  const id = encodeId('add', handling);
  const cases: [object, string, string][] = [
    [{}, 'NOTHING_SUPPOSED', 'newAddon'],
    [{ newAddon: care, deletedAddonId: id }, 'SEVERAL_ADDON_CHANGES', 'newAddon'],
    [{ newAddon: { ...care, amount: '-1' } }, 'NEGATIVE_AMOUNT', 'newAddon.amount'],
    [{ changedAddon: { id, commissionRate: '1.01' } }, 'RATE_OUT_OF_RANGE', 'changedAddon.commissionRate'],
    [{ deletedAddonId: encodeId('add', newId()) }, 'NOT_FOUND', 'deletedAddonId'],
    [{ commission: { defaultCommissionRate: '2' } }, 'RATE_OUT_OF_RANGE', 'commission.defaultCommissionRate'],
    [{ deletedAddonId: id, from: PERIOD.until, until: PERIOD.from }, 'INVALID_DATE_RANGE', 'until'],
    [{ deletedAddonId: id, until: '2027-01-01T00:00:00Z' }, 'PERIOD_NOT_OVER', 'until'],
    [{ deletedAddonId: id, from: '2025-01-01T00:00:00Z' }, 'DATE_RANGE_TOO_LONG', 'until'],
  ];
  const before = await world.inspect(`select count(*) from ${tenant.schema}.addon_simulations`);
  for (const [input, code, field] of cases)
    assert.deepEqual(await request(input), { simulation: null, errors: [{ code, field }] }, code);
  assert.deepEqual(await world.inspect(`select count(*) from ${tenant.schema}.addon_simulations`), before);
});

test('other tenants, other modes, members and callers without manage_addons get nothing of it', async () => {
  const { id } = await simulate({ deletedAddonId: encodeId('add', handling) });
  const query = 'query ($id: ID!) { addonSimulation(id: $id) { id } }';
  for (const identity of [{ tenant: await world.createTenant() }, { testMode: true }])
    assert.deepEqual((await ask(query, { id }, identity)).data, { addonSimulation: null });
  for (const identity of [{ organizationId: acme }, { permissions: ['view_analytics'] }])
    assert.deepEqual(
      (await ask(query, { id }, identity)).errors.map(({ code }) => code),
      ['FORBIDDEN'],
    );
});

test('a run that is cut off goes on where it stood and counts nothing twice; when it is over it cannot be cancelled', async () => {
  const elsewhere = await world.createTenant();
  const staff = world.context('addons', { tenant: elsewhere });
  const [fee] = await createTwoAddons(staff);
  const shipper = world.context('addons', { tenant: elsewhere, organizationId: acme });
  const [price] = await pinRates(clock, shipper, 1);
  await world.inspect(
    `insert into ${elsewhere.schema}.recorded_purchases (id, organization_id, test_mode, rate_id, currency, application_count, month, created_at)
    select md5(i::text)::uuid, $1, false, $2, 'USD', 2, '2026-03-01', '2026-03-05T00:00:00Z'::timestamptz + (i / 7) * interval '1 minute'
    from generate_series(1, 2500) as i`,
    [acme, price!.rateId],
  );
  const change = { changedAddon: { id: encodeId('add', fee!), amount: '6' } };
  const { simulation } = await request(change, { tenant: elsewhere });
  const id = simulation!.id;
  assert.equal(simulation!.total, 2_500);
  const [{ uuid }] = (await world.inspect<{ uuid: string }>(`select id as uuid from ${elsewhere.schema}.addon_simulations`)) as [
    { uuid: string },
  ];
  // Two runners at once: one waits for the other's batch, neither takes it again.
  await Promise.all([runBatch(staff, uuid), runBatch(world.context('addons', { tenant: elsewhere }), uuid)]);
  for (let turn = 0; turn < 100 && (await runBatch(staff, uuid)); turn += 1);
  const { data } = await ask<{ addonSimulation: Simulated }>(
    `query ($id: ID!) { addonSimulation(id: $id) { ${RESULT} } }`,
    { id },
    { tenant: elsewhere },
  );
  assert.deepEqual([data.addonSimulation.state, data.addonSimulation.done], ['COMPLETED', 2_500]);
  assert.deepEqual(data.addonSimulation.totals, [
    sums('USD', 2_500, 2_500, ['17500.00', '20000.00', '2500.00'], ['2500.00', '3000.00', '500.00']),
  ]);
  const cancel = `mutation ($input: CancelAddonSimulationInput!) { cancelAddonSimulation(input: $input) { simulation { state } errors { code } } }`;
  const refused = await ask(cancel, { input: { id } }, { tenant: elsewhere });
  assert.deepEqual(refused.data, { cancelAddonSimulation: { simulation: null, errors: [{ code: 'SIMULATION_OVER' }] } });
});

test('a list of simulations takes as many statements for three as for one', async () => {
  const query = `query ($first: Int!) { addonSimulations(first: $first) { edges { node { ${RESULT} } } } }`;
  const one = await ask(query, { first: 1 });
  const three = await ask(query, { first: 3 });
  assert.deepEqual([one.errors, three.errors], [[], []]);
  assert.equal(three.statements, one.statements);
  assert.ok(one.statements <= 4, `${one.statements} statements`);
});

test('of many asked for at once five wait, and a cancelled one makes room', async () => {
  const crowd = await world.createTenant();
  const staff = world.context('addons', { tenant: crowd });
  const command = {
    from: new Date(PERIOD.from),
    until: new Date(PERIOD.until),
    newAddon: null,
    changedAddon: null,
    deletedAddonId: null,
    commission: { defaultCommissionRate: '0.1', minimumCommissionAmount: null, commissionTiers: [] },
  };
  const settled = await whileNoneRuns(async () => {
    const asked = Array.from({ length: 12 }, () => simulateAddonChange(world.context('addons', { tenant: crowd }), command));
    const answers = await Promise.allSettled(asked);
    const made = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    assert.equal((await cancelSimulation(staff, { id: made[0]!.id })).state, 'cancelled');
    await simulateAddonChange(staff, command);
    return answers;
  });
  const codes = settled.flatMap((answer) => (answer.status === 'rejected' ? [(answer.reason as { code: string }).code] : []));
  assert.deepEqual(
    codes,
    Array.from({ length: 7 }, () => 'TOO_MANY_SIMULATIONS'),
  );
});

test('a simulation is a job too: told by it in all states, and ended by whoever cancels the job', async () => {
  const jobOf = async (id: string): Promise<object | undefined> => {
    const [job] = await world.inspect<{ kind: string; status: string; done: number; total: number }>(
      'select kind, status, done, total from platform.jobs where subject_id = $1',
      [id],
    );
    return job;
  };
  const { id } = await simulate({ deletedAddonId: encodeId('add', handling) });
  const { data } = await ask<{ addonSimulation: { job: object; done: number } }>(
    'query ($id: ID!) { addonSimulation(id: $id) { done job { id } } }',
    { id },
  );
  const { done } = data.addonSimulation;
  assert.deepEqual(data.addonSimulation.job, { id: encodeId('job', decodeId('sim', id)) });
  assert.deepEqual(await jobOf(id), { kind: 'addon_simulation', status: 'completed', done, total: done });
  const elsewhere = await world.createTenant();
  const [fee] = await createTwoAddons(world.context('addons', { tenant: elsewhere }));
  const cancelled = await whileNoneRuns(async () => {
    const { simulation } = await request({ deletedAddonId: encodeId('add', fee!) }, { tenant: elsewhere });
    const cancel = 'mutation ($id: ID!) { cancelJob(input: { id: $id }) { job { status } errors { code } } }';
    const job = encodeId('job', decodeId('sim', simulation!.id));
    const answer = await askSubgraph(world, 'tenants', { tenant: elsewhere }, { query: cancel, variables: { id: job } });
    assert.deepEqual(answer.data, { cancelJob: { job: { status: 'QUEUED' }, errors: [] } });
    return simulation!.id;
  });
  const batch = decodeId('sim', cancelled);
  assert.equal(await runBatch(world.context('addons', { tenant: elsewhere }), batch), false);
  assert.deepEqual(await jobOf(cancelled), { kind: 'addon_simulation', status: 'cancelled', done: 0, total: 0 });
  const [row] = await world.inspect(`select state from ${elsewhere.schema}.addon_simulations where id = $1`, [batch]);
  assert.deepEqual(row, { state: 'cancelled' });
});

test('shows progress live, from the state it is in to its end', async () => {
  const { simulation } = await request({ deletedAddonId: encodeId('add', handling) });
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
  const watch = (id: string) =>
    world.marketplace.subgraphs.get('addons')!.subscribe({
      query: 'subscription ($id: ID!) { addonSimulationProgress(id: $id) { state done total } }',
      variables: { id },
      identityToken,
      requestId: 'test',
    });
  const stream = (await watch(simulation!.id)) as AsyncIterableIterator<ExecutionResult>;
  const states: unknown[] = [];
  await run();
  for await (const { data } of stream) {
    const { addonSimulationProgress: progress } = data as { addonSimulationProgress: { state: string; done: number } };
    states.push(progress.state);
    if (progress.state === 'COMPLETED') break;
  }
  assert.equal(states.at(-1), 'COMPLETED');
  const unknown = (await watch(encodeId('sim', newId()))) as ExecutionResult;
  assert.equal(unknown.errors?.[0]?.extensions['code'], 'NOT_FOUND');
});

test('a simulation is kept for ninety days after it is over, then removed with its sums; one that is not over stays', async () => {
  const { id } = await simulate({ deletedAddonId: encodeId('add', handling) });
  const rows = async (): Promise<number[]> => {
    const [row] = await world.inspect<{ simulations: number; sums: number }>(
      `select (select count(*)::int from ${tenant.schema}.addon_simulations where id = $1) as simulations,
        (select count(*)::int from ${tenant.schema}.addon_simulation_sums where simulation_id = $1) as sums`,
      [decodeId('sim', id)],
    );
    return [row!.simulations, row!.sums];
  };
  const purge = (): Promise<void> => world.marketplace.subgraphs.get('addons')!.runJob('addons.purge-simulations');
  const open = await whileNoneRuns(async () => {
    const { simulation } = await request({ deletedAddonId: encodeId('add', handling) });
    clock.advance(90 * DAY_MS - 1);
    await purge();
    const [kept, sums] = await rows();
    assert.ok(kept === 1 && sums! > 0, `${kept} ${sums}`);
    clock.advance(1);
    await purge();
    assert.deepEqual(await rows(), [0, 0]);
    return simulation!.id;
  });
  assert.equal((await over(open)).state, 'COMPLETED');
});
