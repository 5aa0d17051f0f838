import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';
import { ManualClock } from '../context/clock.ts';
import { newId } from '../ids/public-id.ts';
import type { Mail } from './mail.ts';
import { MailSender } from './mail-sender.ts';
import { KEEPS_MAIL, smtpTransport } from './mail-transports.ts';
import { claimDueMail, enqueueMail } from './outbound-emails.query.ts';

const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;
let server: SMTPServer;
let transport: ReturnType<typeof smtpTransport>;
/** What the mail server took, and what it answers to a recipient. */
const taken: { from: string; to: string[]; source: string }[] = [];
let answer: { responseCode: number } | undefined;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: (_address, _session, callback) =>
      callback(answer ? Object.assign(new Error('mailbox says no'), answer) : undefined),
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8'),
        });
        callback();
      });
    },
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.server.address() as AddressInfo;
  transport = smtpTransport({ url: `smtp://127.0.0.1:${port}`, from: 'Waybill <no-reply@waybill.example>' });
});
beforeEach(async () => {
  await world.inspect('delete from platform.outbound_emails');
  taken.length = 0;
  answer = undefined;
});
after(async () => {
  transport.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await world.close();
});

const sender = (chosen = transport): MailSender =>
  new MailSender({
    database: world.marketplace.subgraphs.get('tenants')!.database,
    transport: chosen,
    clock,
    log: pino({ level: 'silent' }),
  });

const LETTER: Mail = {
  kind: 'greeting',
  recipient: 'ann@shop.example',
  subject: 'Grüße from Ann\r\nBcc: everybody@shop.example',
  text: 'The secret is s3cret.',
  html: '<p>The secret is s3cret.</p>',
  organizationId: null,
};

async function enqueue(mail: Partial<Mail> = {}): Promise<void> {
  const context = world.context('billing', { tenant });
  await context.session.transaction((transaction) => enqueueMail(transaction, { ...LETTER, ...mail }, clock.now()));
}

const rows = (): Promise<{ status: string; attempts: number; body_text: string | null; last_error: string | null }[]> =>
  world.inspect('select status, attempts, body_text, last_error from platform.outbound_emails order by created_at, id');

test('a mail leaves once, after the commit, under a Message-ID of its own; its body is not kept', async () => {
  await enqueue();
  const senders = [sender(), sender(), sender()];
  const tried = await Promise.all(senders.map((each) => each.sendDue()));
  assert.equal(
    tried.reduce((sum, count) => sum + count, 0),
    1,
  );
  assert.equal(await sender().sendDue(), 0);
  assert.equal(taken.length, 1);
  assert.deepEqual([taken[0]!.from, taken[0]!.to], ['no-reply@waybill.example', ['ann@shop.example']]);
  const [{ id }] = (await world.inspect<{ id: string }>('select id from platform.outbound_emails')) as [{ id: string }];
  assert.ok(taken[0]!.source.includes(`Message-ID: <${id}@waybill.example>`));
  assert.ok(taken[0]!.source.includes('The secret is s3cret.'));
  assert.ok(!/^Bcc:/im.test(taken[0]!.source));
  assert.deepEqual(await rows(), [{ status: 'sent', attempts: 1, body_text: null, last_error: null }]);
});

test('nothing is sent of a transaction that was rolled back', async () => {
  const context = world.context('tenants', { tenant });
  await assert.rejects(
    context.session.transaction(async (transaction) => {
      await enqueueMail(transaction, LETTER, clock.now());
      throw new Error('rolled back');
    }),
  );
  assert.equal(await sender().sendDue(), 0);
  assert.deepEqual([taken.length, (await rows()).length], [0, 0]);
});

test('a mail that the server puts off is tried again after 30 seconds, then a minute, and arrives once', async () => {
  await enqueue();
  answer = { responseCode: 451 };
  assert.equal(await sender().sendDue(), 1);
  assert.equal(await sender().sendDue(), 0);
  clock.advance(30_000);
  assert.equal(await sender().sendDue(), 1);
  clock.advance(59_999);
  assert.equal(await sender().sendDue(), 0);
  answer = undefined;
  clock.advance(1);
  assert.equal(await sender().sendDue(), 1);
  assert.equal(taken.length, 1);
  assert.deepEqual(await rows(), [{ status: 'sent', attempts: 3, body_text: null, last_error: null }]);
});

test('a refusal of the recipient is final, one of 12 silent attempts is too, and both keep the reason', async () => {
  await enqueue();
  answer = { responseCode: 550 };
  await sender().sendDue();
  const [refused] = await rows();
  assert.deepEqual([refused!.status, refused!.attempts], ['failed', 1]);
  assert.match(refused!.last_error!, /mailbox says no/);
  await world.inspect('delete from platform.outbound_emails');
  await enqueue();
  const nowhere = smtpTransport({ url: 'smtp://127.0.0.1:1', from: 'no-reply@waybill.example' });
  for (let attempt = 1; attempt <= 12; attempt += 1) {
    assert.equal(await sender(nowhere).sendDue(), 1);
    clock.advance(3_600_000);
  }
  nowhere.close();
  const [silent] = await rows();
  assert.deepEqual([silent!.status, silent!.attempts], ['failed', 12]);
  assert.match(silent!.last_error!, /ECONNREFUSED/);
});

test('mail of a sender that died is sent by the next one once its three minutes have passed', async () => {
  await enqueue();
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + 180_000);
  assert.equal((await claimDueMail(world.context('tenants', {}).session, { now, leaseUntil, limit: 10 })).length, 1);
  clock.advance(179_999);
  assert.equal(await sender().sendDue(), 0);
  clock.advance(1);
  assert.equal(await sender().sendDue(), 1);
  assert.equal(taken.length, 1);
});

test('without a mail server mail stays to be read for 30 days', async () => {
  await enqueue();
  const keeper = sender(KEEPS_MAIL);
  await keeper.sendDue();
  assert.deepEqual(await rows(), [{ status: 'kept', attempts: 1, body_text: 'The secret is s3cret.', last_error: null }]);
  clock.advance(30 * 86_400_000);
  await keeper.sendDue();
  assert.equal((await rows()).length, 1);
  clock.advance(3_600_000);
  await keeper.sendDue();
  assert.equal((await rows()).length, 0);
});

test('a subgraph writes mail of its own tenant only, and only tenants may read it', async () => {
  await enqueue();
  const { session } = world.context('shipping', { tenant });
  await assert.rejects(
    session.transaction((transaction) => {
      const scope = { ...transaction.scope, tenant: { ...tenant, id: newId() } };
      return enqueueMail({ query: transaction.query.bind(transaction), scope }, LETTER, clock.now());
    }),
    /row-level security/,
  );
  const now = clock.now();
  await assert.rejects(claimDueMail(session, { now, leaseUntil: now, limit: 1 }), /permission denied/);
});
