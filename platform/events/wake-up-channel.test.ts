import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { pino } from 'pino';
import { WakeUpChannel } from './wake-up-channel.ts';

const databaseUrl = process.env['WAYBILL_TEST_DATABASE_URL']!;
const log = pino({ level: 'silent' });

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function opened(options: { url?: string; name?: string } = {}): Promise<{ channel: WakeUpChannel; wakeUps: () => number }> {
  const channel = new WakeUpChannel({ url: options.url ?? databaseUrl, applicationName: options.name ?? 'wake-up-test', log });
  let wakeUps = 0;
  channel.on('waybill_events', () => (wakeUps += 1));
  cleanups.push(() => channel.stop());
  channel.start();
  return { channel, wakeUps: () => wakeUps };
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, `waited 10 s for ${what}`);
    await wait(5);
  }
}

test('wakes the other process once an announcement, and not the one that announces', async () => {
  const [teller, hearer] = [await opened(), await opened()];
  await until(() => teller.channel.isConnected && hearer.channel.isConnected, 'the connections');
  // Each is woken once when its connection stands.
  assert.deepEqual([teller.wakeUps(), hearer.wakeUps()], [1, 1]);
  teller.channel.announce('waybill_events');
  await until(() => hearer.wakeUps() === 2, 'the wake-up');
  teller.channel.announce('waybill_deliveries');
  await wait(50);
  assert.deepEqual([teller.wakeUps(), hearer.wakeUps()], [1, 2]);
});

test('sends at most one notification every 5 ms, whatever the number of commits, and one after the last', async () => {
  const [teller, hearer] = [await opened(), await opened()];
  await until(() => teller.channel.isConnected && hearer.channel.isConnected, 'the connections');
  const startedAt = performance.now();
  for (let burst = 0; burst < 20; burst += 1) {
    for (let commit = 0; commit < 50; commit += 1) teller.channel.announce('waybill_events');
    await wait(2);
  }
  await wait(50);
  const notifications = hearer.wakeUps() - 1;
  const most = Math.ceil((performance.now() - startedAt) / 5) + 1;
  assert.ok(
    notifications >= 2 && notifications <= most,
    `${notifications} notifications of 1000 commits, at most ${most} allowed`,
  );
});

test('says what changed where words are given: each once, in as few notifications as hold them', async () => {
  const [teller, hearer] = [await opened(), await opened()];
  const heard: (readonly string[])[] = [];
  const listener = new WakeUpChannel({ url: databaseUrl, applicationName: 'wake-up-words', log });
  cleanups.push(() => listener.stop());
  listener.on('waybill_live', (words) => heard.push(words));
  listener.start();
  await until(() => teller.channel.isConnected && hearer.channel.isConnected && listener.isConnected, 'the connections');
  const words = Array.from({ length: 200 }, (_, index) => `usage/${String(index).padStart(80, '0')}/live`);
  teller.channel.announce('waybill_live', words);
  teller.channel.announce('waybill_live', words.slice(0, 10));
  teller.channel.announce('waybill_deliveries', words);
  await until(() => heard.flat().length >= 200, 'the words');
  await wait(20);
  assert.deepEqual(heard[0], []);
  assert.deepEqual([...new Set(heard.flat())].toSorted(), words.toSorted());
  assert.ok(heard.length <= 5, `${heard.length} notifications`);
  assert.equal(hearer.wakeUps(), 1);
});

test('comes back when its connection is cut, and wakes for what was missed', async () => {
  const name = `wake-up-cut-${process.pid}`;
  const [teller, hearer] = [await opened(), await opened({ name })];
  await until(() => teller.channel.isConnected && hearer.channel.isConnected, 'the connections');
  const admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]);
  await admin.end();
  await until(() => !hearer.channel.isConnected, 'the cut');
  await until(() => hearer.channel.isConnected, 'the new connection');
  assert.equal(hearer.wakeUps(), 2);
  teller.channel.announce('waybill_events');
  await until(() => hearer.wakeUps() === 3, 'the wake-up');
});

test('leaves it to polling where notifications do not arrive, and stops at once', async () => {
  const { channel, wakeUps } = await opened({ url: await behindPoolerWithoutNotifications() });
  await wait(2_300);
  assert.equal(channel.isConnected, false);
  channel.announce('waybill_events');
  assert.equal(wakeUps(), 0);
  const startedAt = performance.now();
  await channel.stop();
  assert.ok(performance.now() - startedAt < 500);
});

/** A way to the database that passes everything on except notifications, as a pooler in transaction mode does. */
async function behindPoolerWithoutNotifications(): Promise<string> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const pooler = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    sockets.add(client).add(server);
    for (const socket of [client, server]) socket.on('error', () => {});
    client.pipe(server);
    let rest = Buffer.alloc(0);
    server.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 5 && rest.length >= 1 + rest.readInt32BE(1)) {
        const length = 1 + rest.readInt32BE(1);
        if (String.fromCharCode(rest[0]!) !== 'A') client.write(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    });
    server.on('end', () => client.end());
  });
  await new Promise<void>((resolve) => pooler.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => pooler.close(resolve));
  });
  return Object.assign(new URL(databaseUrl), { host: `127.0.0.1:${(pooler.address() as AddressInfo).port}` }).toString();
}
