import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Client } from 'pg';
import type { ChainProof } from '../../../platform/chain/prove-log.ts';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { proveAuditLog } from './prove-audit-log.ts';
import { sealAuditLog } from './seal-audit-log.ts';

let world: TestWorld;
let tenant: TestTenant;
let staff: RequestContext;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
});
after(() => world.close());
beforeEach(async () => {
  tenant = await world.createTenant();
  staff = world.context('tenants', { tenant });
});

async function write(context: RequestContext, count: number): Promise<void> {
  await context.session.transaction(async (transaction) => {
    for (let index = 0; index < count; index += 1)
      transaction.audit({
        ...auditFacts(context),
        action: 'entity.updated',
        resourceType: 'entity',
        resourceId: newId(),
        organizationId: newId(),
        before: { limit: '10.00', index },
        after: { limit: '12.50', index, ratio: 0.1 },
        ipAddress: '192.0.2.7',
        userAgent: 'test',
      });
  });
}

const prove = (command: Partial<Parameters<typeof proveAuditLog>[1]> = {}, context = staff): Promise<ChainProof> =>
  proveAuditLog(context, { limit: 100_000, ...command });
const kinds = (proof: ChainProof): [string, number | null][] => proof.differences.map(({ kind, position }) => [kind, position]);
const sealed = async (): Promise<ChainProof> => {
  await sealAuditLog(staff);
  return prove();
};
/** The entry sealed at a position. */
async function entryAt(position: number): Promise<string> {
  const [row] = await world.inspect<{ id: string }>(
    'select entry_id as id from tenants.audit_seals where tenant_id = $1 and position = $2 and not test_mode',
    [tenant.id, position],
  );
  return row!.id;
}

test('an empty log is intact; 2,500 entries are sealed in three batches to one head and are intact', async () => {
  assert.deepEqual(await prove(), {
    head: { position: 0, hash: Buffer.alloc(32), sealedAt: null, lastPosition: 0 },
    checked: 0,
    checkedThrough: 0,
    isComplete: true,
    cursor: null,
    unsealed: 0,
    differences: [],
    differenceCount: 0,
  });
  await write(staff, 2_500);
  assert.deepEqual([(await prove()).unsealed, (await prove()).isComplete], [2_500, true]);
  assert.equal(await sealAuditLog(staff), 2_500);
  const proof = await prove();
  assert.deepEqual(
    [proof.checked, proof.head.position, proof.unsealed, proof.differenceCount, proof.isComplete],
    [2_500, 2_500, 0, 0, true],
  );
  assert.equal(await sealAuditLog(staff), 0);
});

test('every column of an entry is covered: changed past the platform, each is found', async () => {
  const columns = await world.inspect<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = 'platform.audit_log'::regclass and attnum > 0 and not attisdropped order by attnum`,
  );
  assert.ok(columns.length >= 12, `${columns.length} columns`);
  const other: Record<string, string> = {
    uuid: 'gen_random_uuid()',
    text: `'tampered'`,
    boolean: 'true',
    jsonb: `'{"before":{},"after":{}}'`,
    'timestamp with time zone': `occurred_at + interval '1 microsecond'`,
  };
  await write(staff, columns.length);
  await sealAuditLog(staff);
  for (const [index, { name, type }] of columns.entries()) {
    const id = await entryAt(index + 1);
    await world.inspect(`update platform.audit_log set ${name} = ${other[type]} where id = $1`, [id]);
    const found = kinds(await prove());
    // A row whose key or mode was changed is missing in one place, and too many in the other.
    const expected = ['id', 'test_mode', 'tenant_id'].includes(name) ? 'removed' : 'altered';
    assert.ok(
      found.some(([kind, position]) => kind === expected && position === index + 1),
      `${name}: ${JSON.stringify(found)}`,
    );
  }
  assert.equal((await prove()).differences.filter((each) => each.kind !== 'inserted').length, columns.length);
});

test('a number within the changes that differs beyond a float’s precision is found', async () => {
  await write(staff, 1);
  await sealAuditLog(staff);
  await world.inspect(
    `update platform.audit_log set changes = jsonb_set(changes, '{after,ratio}', '0.10000000000000000001') where tenant_id = $1`,
    [tenant.id],
  );
  assert.deepEqual(kinds(await prove()), [['altered', 1]]);
});

test('removed and inserted entries are found, and which ones they are', async () => {
  await write(staff, 10);
  await sealAuditLog(staff);
  const removed = await entryAt(4);
  await world.inspect('delete from platform.audit_log where id = $1', [removed]);
  const old = '01900000-0000-7000-8000-000000000001';
  const late = newId();
  const copyOf = await entryAt(7);
  for (const id of [old, late])
    await world.inspect(
      `insert into platform.audit_log select (jsonb_populate_record(e, jsonb_build_object('id', $1::text))).* from platform.audit_log e where id = $2`,
      [id, copyOf],
    );
  const proof = await prove();
  assert.deepEqual(
    proof.differences.map(({ kind, position, entryId }) => [kind, position, entryId]),
    [
      ['removed', 4, removed],
      ['inserted', null, old],
      ['inserted', null, late],
    ],
  );
});

test('an entry that was taken away before it was sealed is found', async () => {
  await write(staff, 3);
  const [first] = await world.inspect<{ id: string }>(
    'select id from platform.audit_log where tenant_id = $1 order by id limit 1',
    [tenant.id],
  );
  await world.inspect('delete from platform.audit_log where id = $1', [first!.id]);
  assert.deepEqual(kinds(await sealed()), [['removed', 1]]);
});

test('an entry that was taken out of the queue is never sealed, and is found as inserted', async () => {
  await write(staff, 3);
  await world.inspect('delete from platform.audit_unsealed where tenant_id = $1', [tenant.id]);
  assert.deepEqual(kinds(await sealed()), [
    ['inserted', null],
    ['inserted', null],
    ['inserted', null],
  ]);
});

test('an altered entry with a seal to match breaks the chain behind it; without the last seals its end is broken', async () => {
  await write(staff, 6);
  await sealAuditLog(staff);
  await world.inspect(
    `update tenants.audit_seals set entry_hash = sha256('x'), hash = sha256('y') where tenant_id = $1 and position = 3`,
    [tenant.id],
  );
  assert.deepEqual(kinds(await prove()), [
    ['chainBroken', 3],
    ['altered', 3],
    ['chainBroken', 4],
  ]);
  await world.inspect(`delete from tenants.audit_seals where tenant_id = $1 and position in (3, 6)`, [tenant.id]);
  assert.deepEqual(kinds(await prove()), [
    ['chainBroken', 4],
    ['inserted', null],
    ['chainBroken', 6],
    ['inserted', null],
  ]);
});

test('a chain that was made anew from the first row to the last no longer leads through a head noted down before', async () => {
  await write(staff, 5);
  const { head } = await sealed();
  const noted = { position: head.position, hash: head.hash.toString('hex') };
  await write(staff, 2);
  await sealAuditLog(staff);
  assert.equal((await prove({ knownHead: noted })).differenceCount, 0);

  await world.inspect(`update platform.audit_log set actor = 'user/somebody-else' where tenant_id = $1`, [tenant.id]);
  for (const table of ['audit_seals', 'audit_chains'])
    await world.inspect(`delete from tenants.${table} where tenant_id = $1`, [tenant.id]);
  await world.inspect(
    'insert into platform.audit_unsealed select tenant_id, test_mode, id from platform.audit_log where tenant_id = $1',
    [tenant.id],
  );
  assert.equal((await sealed()).differenceCount, 0);
  assert.deepEqual(kinds(await prove({ knownHead: noted })), [['headMismatch', 5]]);
});

test('a proof in steps of 400 comes to the same as one in a single step, and says how far it is', async () => {
  await write(staff, 1_000);
  await sealAuditLog(staff);
  const id = await entryAt(777);
  await world.inspect(`update platform.audit_log set action = 'nothing.happened' where id = $1`, [id]);
  const steps: ChainProof[] = [];
  for (let after: string | null = null; steps.length < 10; after = steps.at(-1)!.cursor) {
    steps.push(await prove({ limit: 400, after }));
    if (steps.at(-1)!.isComplete) break;
  }
  assert.deepEqual(
    steps.map((step) => [step.checked, step.checkedThrough, kinds(step)]),
    [
      [400, 400, []],
      [400, 800, [['altered', 777]]],
      [200, 1_000, []],
    ],
  );
  await assert.rejects(
    prove({ after: 'bm8' }),
    (error: unknown) => error instanceof ValidationError && error.code === 'INVALID_CURSOR',
  );
  for (const limit of [0, -1, 100_001, 1.5]) await assert.rejects(prove({ limit }), ValidationError);
  await assert.rejects(prove({ knownHead: { position: 1, hash: 'no' } }), ValidationError);
});

test('an entry that commits long after later ones were sealed is sealed all the same, at the end', async () => {
  const slow = new Client({ connectionString: world.ownerUrl });
  await slow.connect();
  const id = newId();
  await slow.query('begin');
  await slow.query(
    `with entry as (insert into platform.audit_log (tenant_id, id, test_mode, actor, action, resource_type, resource_id, changes, occurred_at)
       values ($1, $2, false, 'system/slow', 'late.entry', 'entity', $2, '{}', now()) returning *)
     insert into platform.audit_unsealed select tenant_id, test_mode, id from entry`,
    [tenant.id, id],
  );
  await write(staff, 5);
  assert.equal((await sealed()).head.position, 5);
  await slow.query('commit');
  await slow.end();
  assert.deepEqual([(await prove()).differenceCount, (await prove()).unsealed], [0, 1]);
  const proof = await sealed();
  assert.deepEqual([proof.head.position, proof.differenceCount], [6, 0]);
  assert.equal(await entryAt(6), id);
});

test('eight writers and four sealers at once: every entry is sealed exactly once, in one chain', async () => {
  const sealers = Array.from({ length: 4 }, async () => {
    for (let turn = 0; turn < 12; turn += 1) await sealAuditLog(staff);
  });
  const writers = Array.from({ length: 8 }, async () => {
    for (let turn = 0; turn < 10; turn += 1) await write(staff, 5);
  });
  await Promise.all([...sealers, ...writers]);
  const proof = await sealed();
  assert.deepEqual([proof.head.position, proof.checked, proof.differenceCount, proof.unsealed], [400, 400, 0, 0]);
});

test('test and live entries, and those of another tenant, have chains of their own', async () => {
  const testStaff = world.context('tenants', { tenant, testMode: true });
  const stranger = world.context('tenants', { tenant: await world.createTenant() });
  await write(staff, 3);
  await write(testStaff, 2);
  await write(stranger, 1);
  await world.marketplace.subgraphs.get('tenants')!.runJob('tenants.seal-audit-log');
  const ends = await Promise.all([staff, testStaff, stranger].map((context) => prove({}, context)));
  assert.deepEqual(
    ends.map((proof) => [proof.head.position, proof.differenceCount, proof.unsealed]),
    [
      [3, 0, 0],
      [2, 0, 0],
      [1, 0, 0],
    ],
  );
});
