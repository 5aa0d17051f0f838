import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import { ensureDatabase } from '../platform/database/ensure-database.ts';
import { launch, runToEnd } from '../test/support/service-process.ts';

const name = `migrate_${randomBytes(6).toString('hex')}`;
const serverUrl = process.env['WAYBILL_TEST_DATABASE_URL']!;
const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
let owner: Client;

before(async () => {
  await ensureDatabase(serverUrl, name);
  owner = new Client({ connectionString: url });
  await owner.connect();
});
after(async () => {
  const { rows } = await owner.query<{ rolname: string }>('select rolname from pg_roles where rolname like $1', [`${name}\\_%`]);
  for (const role of rows.map((row) => escapeIdentifier(row.rolname)))
    await owner.query(`drop owned by ${role}; drop role ${role}`);
  await owner.end();
  const server = new Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`drop database ${name} with (force)`);
  await server.end();
});

const env = { DATABASE_URL: url, WAYBILL_SECRET: 'a secret of its own for this one test', DATABASE_ROLE_PREFIX: name };
const run = (...options: string[]): ReturnType<typeof runToEnd> => runToEnd('migrate', options, env);

test('ends with 0 when all is done and with 1 while a tenant schema stays behind; --status says which and why, and changes nothing', async () => {
  const before = await run('--status');
  assert.deepEqual([before.code, /tenants +global 0 of \d+;/.test(before.output)], [0, true], before.output);
  assert.equal((await owner.query(`select from pg_namespace where nspname = 'platform'`)).rowCount, 0);
  const first = await run();
  assert.equal(first.code, 0, first.output);

  // As if the steps of shipping were still to be done: their tables are there already, so that the first one fails.
  for (const schema of ['t_0000000000000001', 't_0000000000000002'])
    await owner.query('select platform.provision_schema($1)', [schema]);
  await owner.query(
    `update platform.tenant_schema_versions set version = 0 where subgraph = 'shipping' and schema_name = 't_0000000000000002'`,
  );
  const second = await run();
  assert.equal(second.code, 1, second.output);
  assert.match(second.output, /t_0000000000000002 stays behind at shipping\/1: relation "\w+" already exists/);
  assert.match(second.output, /✗ Tenant schemas stay behind \(1 counted by subgraph\)/);
  const status = await run('--status');
  assert.equal(status.code, 0);
  assert.match(
    status.output,
    /shipping +global .*: 1 behind \(1 at \d+, 1 at 0\)\n +✗ last failure: t_0000000000000002, step 1, .*already exists/,
  );
  assert.match(status.output, /billing +global .*: 0 behind \(2 at \d+\)/);
});

test('a migration that is killed in the midst of the tenants goes on where it was, each schema made whole once', async () => {
  const schemas = Array.from({ length: 60 }, (_, index) => `t_kill${String(index).padStart(4, '0')}`);
  // As schemas are whose every step is still to be done.
  for (const schema of schemas) {
    await owner.query(`create schema ${schema}`);
    await owner.query('insert into platform.tenant_schemas (schema_name) values ($1)', [schema]);
  }
  const stepsDone = async (): Promise<number> => {
    const { rows } = await owner.query<{ count: number }>(
      'select coalesce(sum(version), 0)::int as count from platform.tenant_schema_versions where schema_name = any($1)',
      [schemas],
    );
    return rows[0]!.count;
  };
  const { rows: latest } = await owner.query<{ count: number }>(
    'select sum(version)::int as count from (select max(version) as version from platform.tenant_migrations group by subgraph) as last',
  );
  const all = schemas.length * latest[0]!.count;
  const kills: number[] = [];
  while (kills.length < 3) {
    const killAt = ((kills.length + 1) * all) / 4;
    const migrating = launch('migrate', [], env);
    while ((await stepsDone()) < killAt) await wait(2);
    migrating.child.kill('SIGKILL');
    assert.equal(await migrating.exited, 'SIGKILL');
    const done = await stepsDone();
    assert.ok(done >= killAt && done < all, `${done} of ${all} steps were done when it was killed`);
    kills.push(done);
  }
  const resumed = await run();
  const stepsTold = Number(/; (\d+) steps in \d+ tenant schemas/.exec(resumed.output)?.[1]);
  assert.equal(await stepsDone(), all, resumed.output);
  // A step that was on its way when the process died may still have committed after it was counted.
  assert.ok(stepsTold <= all - kills.at(-1)! && stepsTold > 0, `${stepsTold} of ${all - kills.at(-1)!}`);
  const tables = await owner.query<{ schema: string; tables: string }>(
    `select schemaname as schema, string_agg(tablename, ' ' order by tablename) as tables from pg_tables where schemaname like 't\\_%' group by 1`,
  );
  const made = new Set(tables.rows.filter(({ schema }) => schemas.includes(schema)).map((row) => row.tables));
  const whole = tables.rows.find(({ schema }) => schema === 't_0000000000000001')!.tables;
  assert.deepEqual([...made], [whole], 'as those that were made in one go');
});
