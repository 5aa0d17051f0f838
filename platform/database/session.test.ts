import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { newId, type Uuid } from '../ids/public-id.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';
import { TEST_ROLE_PREFIX, TEST_SECRET } from '../../test/support/test-settings.ts';
import { UniqueViolationError } from './database-error.ts';
import { Database, NO_SCOPE, tenantScope } from './database.ts';
import { roleUrl } from './migrator.ts';
import { SessionDialect } from './session-dialect.ts';
import type { PendingAuditEntry, PendingEvent, Session } from './session.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const organizationId = newId();

let world: TestWorld;
let tenant: TestTenant;
let database: Database;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  tenant = await world.createTenant();
  await world.inspect(`create table "${tenant.schema}".notes (id uuid primary key, text text, constraint notes_text unique (text)
    deferrable initially deferred)`);
  await world.inspect(`grant select, insert, update on "${tenant.schema}".notes to waybill_billing`);
  // One connection: whatever one user leaves behind is what the next one finds.
  const url = roleUrl({ ownerUrl: world.ownerUrl, secret: TEST_SECRET, rolePrefix: TEST_ROLE_PREFIX }, 'billing');
  database = new Database({ url, applicationName: 'one-connection', entities: [], poolSize: 1 });
});
after(async () => {
  await database.close();
  await world.close();
});
afterEach(async () => {
  await world.inspect(`delete from "${tenant.schema}".notes`);
  await world.inspect('delete from platform.outbox');
  await world.inspect('delete from platform.audit_log');
});

const session = (onStatement?: (text: string) => void): Session => database.session(tenantScope(tenant, true), onStatement);
const insertNote = (id: Uuid, text: string) => sql`insert into notes (id, text) values (${id}, ${text})`;
const notes = async (): Promise<string[]> =>
  (await world.inspect<{ text: string }>(`select text from "${tenant.schema}".notes order by text`)).map((row) => row.text);
const fails = (code: string) => (error: unknown) => {
  assert.equal((error as { code?: string }).code, code, String(error));
  return true;
};

const anEvent = (): PendingEvent => ({
  type: 'note.written',
  version: 1,
  subject: `note/${newId()}`,
  organizationId,
  data: { text: 'hello' },
  occurredAt: NOW,
  actor: 'user/ada',
  testMode: true,
});

const anAuditEntry = (): PendingAuditEntry => ({
  action: 'note.write',
  resourceType: 'note',
  resourceId: newId(),
  organizationId,
  actor: 'user/ada',
  before: null,
  after: { text: 'hello' },
  userAgent: 'x'.repeat(900),
  occurredAt: NOW,
});

async function leftBehind(): Promise<{ events: number; auditEntries: number }> {
  const [row] = await world.inspect<{ events: number; audit_entries: number }>(
    `select (select count(*)::int from platform.outbox) as events, (select count(*)::int from platform.audit_log) as audit_entries`,
  );
  return { events: row!.events, auditEntries: row!.audit_entries };
}

/** What the one connection holds between two users: neither a transaction nor anybody's scope. */
async function assertConnectionIsClean(): Promise<void> {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    `select current_setting('search_path') as path, coalesce(current_setting('app.tenant_id', true), '') as tenant,
      coalesce(current_setting('app.organization_id', true), '') as organization, coalesce(current_setting('app.test_mode', true), '') as mode`,
  );
  assert.deepEqual(rows, [{ path: '""', tenant: '', organization: '', mode: '' }]);
  const [transaction] = await world.inspect<{ state: string; xact_start: Date | null }>(
    `select state, xact_start from pg_stat_activity where application_name = 'one-connection'`,
  );
  assert.deepEqual(transaction, { state: 'idle', xact_start: null });
  assert.equal(database.pool.totalCount, 1);
  assert.deepEqual(await session().query(sql`select text from notes where false`), []);
}

test('a statement runs in the scope of its session and leaves nothing of it in the connection', async () => {
  const row = await session().first(
    sql<Record<string, string>>`select current_setting('search_path') as path, current_setting('app.tenant_id') as tenant,
      current_setting('app.organization_id') as organization, current_setting('app.test_mode') as mode`,
  );
  assert.deepEqual(row, { path: tenant.schema, tenant: tenant.id, organization: '*', mode: 'on' });
  await assertConnectionIsClean();
});

test('a failed statement leaves a clean connection, alone and in a transaction', async () => {
  await assert.rejects(session().query(sql`select 1 / 0`), fails('22012'));
  await assertConnectionIsClean();
  await assert.rejects(session().query(sql`select from from`), fails('42601'));
  await assertConnectionIsClean();
  const work = session().transaction(async (transaction) => {
    await transaction.query(insertNote(newId(), 'a'));
    await transaction.query(sql`select 1 / 0`);
  });
  await assert.rejects(work, fails('22012'));
  await assertConnectionIsClean();
  assert.deepEqual(await notes(), []);
});

test('a constraint that fails at the commit is told, alone and in a transaction, and leaves a clean connection', async () => {
  const twice = sql`insert into notes (id, text) values (${newId()}, 'same'), (${newId()}, 'same')`;
  await assert.rejects(session().query(twice), UniqueViolationError);
  await assertConnectionIsClean();
  await assert.rejects(
    session().transaction((transaction) => transaction.query(twice)),
    (error) => error instanceof UniqueViolationError && error.constraint === 'notes_text',
  );
  await assertConnectionIsClean();
  assert.deepEqual(await notes(), []);
});

test('a setting that a statement makes for the session is none in the next scope', async () => {
  await session().query(
    sql`select set_config('app.organization_id', '*', false), set_config('app.tenant_id', ${newId()}, false)`,
  );
  const row = await database.session(NO_SCOPE).first(sql<{ tenant: string; organization: string }>`
      select current_setting('app.tenant_id') as tenant, current_setting('app.organization_id') as organization`);
  assert.deepEqual(row, { tenant: '', organization: '' });
  await database.pool.query('reset all');
});

test('a beginning that fails does not leave a connection in which nothing works any more', async () => {
  const options = { pool: database.pool, onStatement: () => {} };
  const broken = new Kysely<never>({ dialect: new SessionDialect({ ...options, preamble: 'select 1 / 0' }) });
  await assert.rejects(
    broken.transaction().execute(async () => {}),
    fails('22012'),
  );
  assert.equal(await session().transaction(async () => 'done'), 'done');
  await assert.rejects(sql`select 1`.execute(broken), fails('22012'));
  await assertConnectionIsClean();
});

test('a connection that the server ends in the middle of a transaction is replaced for the next user', async () => {
  const work = session().transaction(async (transaction) => {
    await transaction.query(insertNote(newId(), 'lost'));
    await world.inspect(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'one-connection'`);
    await transaction.query(sql`select 1`);
  });
  await assert.rejects(work, /terminat|EPIPE|ECONNRESET|connection/);
  assert.deepEqual(await notes(), []);
  await assertConnectionIsClean();
});

test('what commits leaves its rows, its events and its audit entries; what is rolled back leaves none of the three', async () => {
  const write = async (text: string, isGivenUp: boolean): Promise<void> =>
    session().transaction(async (transaction) => {
      await transaction.query(insertNote(newId(), text));
      transaction.publish(anEvent(), anEvent());
      transaction.audit(anAuditEntry());
      if (isGivenUp) throw new Error('given up');
    });
  await assert.rejects(write('given up', true), /given up/);
  assert.deepEqual([await notes(), await leftBehind()], [[], { events: 0, auditEntries: 0 }]);
  await write('kept', false);
  assert.deepEqual([await notes(), await leftBehind()], [['kept'], { events: 2, auditEntries: 1 }]);
  const [entry] = await world.inspect<Record<string, unknown>>(
    `select tenant_id, organization_id, changes, length(user_agent) as agent, occurred_at from platform.audit_log`,
  );
  assert.deepEqual(entry, {
    tenant_id: tenant.id,
    organization_id: organizationId,
    changes: { before: null, after: { text: 'hello' } },
    agent: 500,
    occurred_at: NOW,
  });
});

test('an event that cannot be written takes the change with it, and nobody is woken', async () => {
  let woken = 0;
  const stop = database.onEventsCommitted(() => (woken += 1));
  const id = newId();
  const write = (ids: Uuid[]): Promise<void> =>
    session().transaction(async (transaction) => {
      await transaction.query(insertNote(newId(), 'a'));
      transaction.publish(...ids.map((each) => ({ ...anEvent(), id: each })));
    });
  await assert.rejects(write([id, id]), UniqueViolationError);
  assert.deepEqual([await notes(), await leftBehind(), woken], [[], { events: 0, auditEntries: 0 }, 0]);
  await write([id]);
  assert.deepEqual([await notes(), (await leftBehind()).events, woken], [['a'], 1, 1]);
  stop();
});

test('a transaction whose failed statement was passed over does not pretend to have committed', async () => {
  const work = session().transaction(async (transaction) => {
    await transaction.query(insertNote(newId(), 'a'));
    await transaction.query(sql`select 1 / 0`).catch(() => {});
    return 'done';
  });
  await assert.rejects(work, /rolled back/);
  assert.deepEqual(await notes(), []);
  await assertConnectionIsClean();
});

test('work that goes on after its transaction failed is refused: it neither takes effect nor reaches into the next user’s', async () => {
  const late: Promise<unknown>[] = [];
  const work = session().transaction(async (transaction) => {
    const goesOn = async (text: string): Promise<void> => {
      await wait(20);
      await transaction.query(insertNote(newId(), text));
    };
    late.push(goesOn('late'), goesOn('later'));
    for (const each of late) each.catch(() => {});
    await Promise.all([transaction.query(sql`select 1 / 0`), ...late]);
  });
  await assert.rejects(work, fails('22012'));
  const next = database.session(NO_SCOPE).transaction(async (transaction) => {
    await wait(60);
    return transaction.first(sql<{ path: string }>`select current_setting('search_path') as path`);
  });
  assert.deepEqual(await next, { path: '""' });
  for (const each of late) await assert.rejects(each, /already rolled back/);
  assert.deepEqual(await notes(), []);
  await assertConnectionIsClean();
});

test('a statement that comes while its transaction commits is refused instead of being a change of its own', async () => {
  let late: Promise<unknown> = Promise.resolve();
  await session().transaction(async (transaction) => {
    await transaction.query(insertNote(newId(), 'in time'));
    setImmediate(() => {
      late = transaction.query(insertNote(newId(), 'late'));
      late.catch(() => {});
    });
  });
  await assert.rejects(late, /is over/);
  assert.deepEqual(await notes(), ['in time']);
  await assertConnectionIsClean();
});

test('a transaction moves to another scope only when it enters it, and back to none when it ends', async () => {
  const other = await world.createTenant();
  const seen = await database.session(NO_SCOPE).transaction(async (transaction) => {
    const path = sql<{ path: string }>`select current_setting('search_path') as path`;
    const before = await transaction.first(path);
    await transaction.enter(tenantScope(other, false));
    transaction.publish({ ...anEvent(), testMode: false });
    return [before?.path, (await transaction.first(path))?.path, transaction.scope.tenant?.id];
  });
  assert.deepEqual(seen, ['""', other.schema, other.id]);
  assert.deepEqual(await world.inspect('select tenant_id from platform.outbox'), [{ tenant_id: other.id }]);
  await assertConnectionIsClean();
  const malformed = database
    .session(NO_SCOPE)
    .transaction((transaction) => transaction.enter(tenantScope({ ...other, schema: 'platform' }, false)));
  await assert.rejects(malformed, /malformed schema name/);
});

test('statements are counted once each, brackets and walls not at all', async () => {
  const counted: string[] = [];
  const counting = session((text) => counted.push(text));
  await counting.query(sql`select 1`);
  assert.equal(counted.length, 1);
  await counting.transaction(async (transaction) => {
    await transaction.query(insertNote(newId(), 'a'));
    await transaction.first(sql`select 2`);
  });
  assert.equal(counted.length, 3);
  await counting.transaction(async (transaction) => {
    transaction.publish(anEvent(), anEvent(), anEvent());
    transaction.audit(anAuditEntry(), anAuditEntry());
  });
  // Three events are one statement, two audit entries another.
  assert.equal(counted.length, 5);
  await assert.rejects(counting.query(sql`select 1 / 0`));
  assert.equal(counted.length, 6);
});
