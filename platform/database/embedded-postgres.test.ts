import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

// Another process that starts the same database: it says its url when it runs, or the error's code and message.
const HOLDER = `
  const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('./embedded-postgres.js', import.meta.url).href)});
  try {
    console.log((await startEmbeddedPostgres({ dataDir: process.argv[1] })).url);
    setInterval(() => {}, 1000);
  } catch (error) {
    console.log(error.code + ' ' + error.message);
  }
`;

let folder = '';
let count = 0;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-embedded-'));
});
after(() => rm(folder, { recursive: true, force: true }));

function newDataDir(): string {
  count += 1;
  return join(folder, `data-${count}`);
}

function start(dataDir: string, port?: number): ReturnType<typeof startEmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, durability: 'test', ...(port === undefined ? {} : { port }) });
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows[0] ?? [];
  } finally {
    await client.end();
  }
}

async function startElsewhere(dataDir: string): Promise<{ holder: ChildProcess; said: string }> {
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: holder.stdout });
  const [said] = (await once(lines, 'line')) as [string];
  return { holder, said };
}

async function kill(holder: ChildProcess): Promise<void> {
  if (holder.exitCode !== null || holder.signalCode !== null) return;
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await ended;
}

async function postmasterPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

test('creates a cluster once and keeps its data, port and password for the second start', async () => {
  const dataDir = newDataDir();
  const first = await start(dataDir);
  assert.equal(first.freshlyCreated, true);
  await query(first.url, 'create table kept (id int)');
  assert.deepEqual(
    await query(
      first.url,
      "select current_setting('jit'), current_setting('listen_addresses'), current_setting('max_connections'), current_setting('shared_buffers')",
    ),
    ['off', '127.0.0.1', '200', '256MB'],
  );
  await first.stop();
  await first.stop();
  assert.equal((await stat(join(dataDir, 'postgres', 'superuser.password'))).mode & 0o777, 0o600);

  const second = await start(dataDir);
  assert.equal(second.freshlyCreated, false);
  assert.equal(second.url, first.url);
  assert.deepEqual(await query(second.url, 'select count(*)::int from kept'), [0]);
  await second.stop();
});

test('asks for the password, over scram', async () => {
  const postgres = await start(newDataDir());
  try {
    const wrong = Object.assign(new URL(postgres.url), { password: 'guess' }).toString();
    await assert.rejects(query(wrong, 'select 1'), { code: '28P01' });
    assert.deepEqual(
      await query(postgres.url, "select count(*)::int from pg_hba_file_rules where auth_method <> 'scram-sha-256'"),
      [0],
    );
  } finally {
    await postgres.stop();
  }
});

test('refuses a second start on the same data folder, from this process and from another, and the first stays up', async () => {
  const dataDir = newDataDir();
  const postgres = await start(dataDir);
  try {
    await assert.rejects(start(dataDir), { code: 'DATA_DIR_IN_USE' });
    const { holder, said } = await startElsewhere(dataDir);
    await once(holder, 'exit');
    assert.match(
      said,
      /^DATA_DIR_IN_USE The database in .* is in use by another running instance: stop it, or start with another DATA_DIR and PORT\.$/,
    );
    assert.deepEqual(await query(postgres.url, 'select 1'), [1]);
  } finally {
    await postgres.stop();
  }
});

test('lets exactly one of two simultaneous first starts through', async () => {
  const dataDir = newDataDir();
  const both = await Promise.all([startElsewhere(dataDir), startElsewhere(dataDir)]);
  try {
    const said = both.map((start) => start.said.slice(0, 15)).toSorted();
    assert.deepEqual(said, ['DATA_DIR_IN_USE', 'postgres://wayb']);
  } finally {
    for (const { holder } of both) await kill(holder);
    await (await start(dataDir)).stop();
  }
});

test('takes over from a process that was killed and left its database running, with what was committed', async () => {
  const dataDir = newDataDir();
  const { holder, said: url } = await startElsewhere(dataDir);
  await query(url, 'create table committed (id int)');
  await kill(holder);
  assert.deepEqual(await query(url, 'select 1'), [1], 'the orphan still answers');

  const postgres = await start(dataDir);
  try {
    assert.equal(postgres.url, url);
    assert.deepEqual(await query(postgres.url, 'select count(*)::int from committed'), [0]);
  } finally {
    await postgres.stop();
  }
});

test('heals after both the process and its database were killed, also when the pid now belongs to somebody else', async () => {
  const dataDir = newDataDir();
  const { holder, said: url } = await startElsewhere(dataDir);
  await query(url, 'create table committed (id int)');
  const pid = await postmasterPid(dataDir);
  await kill(holder);
  process.kill(pid, 'SIGKILL');
  await sleep(100);
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
  await writeFile(pidFile, (await readFile(pidFile, 'utf8')).replace(/^\d+/, String(process.pid)));

  const postgres = await start(dataDir);
  try {
    assert.deepEqual(await query(postgres.url, 'select count(*)::int from committed'), [0]);
  } finally {
    await postgres.stop();
  }
});

test('starts the database again on the same port when it is killed under a running process', async () => {
  const dataDir = newDataDir();
  const postgres = await start(dataDir);
  try {
    const killed = await postmasterPid(dataDir);
    process.kill(killed, 'SIGKILL');
    for (let attempt = 0; attempt < 200; attempt += 1) {
      await sleep(50);
      if ((await query(postgres.url, 'select 1').catch(() => [])).length > 0 && (await postmasterPid(dataDir)) !== killed) return;
    }
    assert.fail('the database did not come back within 10 seconds');
  } finally {
    await postgres.stop();
  }
});

test('picks another port when the remembered one is taken, and refuses when a taken port is demanded', async () => {
  const dataDir = newDataDir();
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address() as AddressInfo;
  try {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'postgres.port'), `${port}\n`);
    const postgres = await start(dataDir);
    assert.notEqual(new URL(postgres.url).port, String(port));
    await postgres.stop();
    await assert.rejects(start(dataDir, port), {
      code: 'DATABASE_PORT_BUSY',
      message: `Port ${port} for the database is taken by another program: free it or choose another.`,
    });
  } finally {
    blocker.close();
  }
});

test('refuses garbage, another version, a file in place of the folder, and a damaged cluster in one sentence each, and leaves them alone', async () => {
  const garbage = newDataDir();
  await mkdir(join(garbage, 'postgres'), { recursive: true });
  await writeFile(join(garbage, 'postgres', 'holiday.jpg'), 'sand');
  await assert.rejects(start(garbage), {
    code: 'DATA_DIR_BROKEN',
    message: /^.*postgres holds something that is not a database of this program: .*$/,
  });
  assert.equal(await readFile(join(garbage, 'postgres', 'holiday.jpg'), 'utf8'), 'sand');

  const file = newDataDir();
  await writeFile(file, '');
  await assert.rejects(start(file), { code: 'DATA_DIR_BROKEN', message: `The data folder ${file} is not a folder.` });

  const cluster = newDataDir();
  await (await start(cluster)).stop();
  await writeFile(join(cluster, 'postgres', 'PG_VERSION'), '17\n');
  await assert.rejects(start(cluster), {
    code: 'DATA_DIR_VERSION',
    message: /was written by PostgreSQL 17, and this is PostgreSQL 18/,
  });
  await writeFile(join(cluster, 'postgres', 'PG_VERSION'), '18\n');
  await writeFile(join(cluster, 'postgres', 'global', 'pg_control'), 'sand');
  await assert.rejects(start(cluster), {
    code: 'DATABASE_START_FAILED',
    message: /^PostgreSQL does not start on .*: .*pg_control.* \(more in .*postgres\.log\)\.$/,
  });
});

test('refuses a data folder that cannot be written', async () => {
  // Root may write everywhere but where the kernel itself refuses.
  const dataDir = process.getuid?.() === 0 ? '/sys/waybill' : '/waybill';
  await assert.rejects(start(dataDir), {
    code: 'DATA_DIR_NOT_WRITABLE',
    message: `The data folder ${dataDir} cannot be written: give this user access or choose another DATA_DIR.`,
  });
});
