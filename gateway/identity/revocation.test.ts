import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { systemClock } from '../../platform/context/clock.ts';
import { newToken } from '../../platform/identity/api-token.ts';
import { identityKeys, IdentitySigner } from '../../platform/identity/identity-token.ts';
import { newId } from '../../platform/ids/public-id.ts';
import { LatestValue } from '../../platform/streams/latest-value.ts';
import { Authenticator } from './authenticator.ts';

const signer = new IdentitySigner(identityKeys('a secret of 38 characters for tests only').privateKey);
const ada: Identity = { ...ANONYMOUS, actor: `user/${newId()}`, level: 'platform', permissions: ['tenants.read'] };

/** A tenants subgraph that counts how often it is asked, and whose words about changes the test says. */
class Tenants {
  readonly authenticator: Authenticator;
  asked = 0;
  opened = 0;
  delay: Promise<unknown> = Promise.resolve();
  private stream = new LatestValue<ExecutionResult>();
  private sequence = 0;

  constructor(rememberedMs: number) {
    this.authenticator = new Authenticator({
      signer,
      clock: systemClock,
      rememberedMs,
      log: pino({ level: 'silent' }),
      tenants: {
        execute: async ({ variables }) => {
          this.asked += 1;
          await this.delay;
          const { tokenHash } = (variables as { input: { tokenHash: string } }).input;
          return {
            data: {
              resolveIdentity: {
                identity: ada,
                subjects: [`token/${tokenHash}`, 'tenant/t'],
                expiresAt: null,
                allowedIpRanges: null,
              },
            },
          };
        },
        subscribe: () => {
          this.opened += 1;
          this.stream = new LatestValue();
          this.sequence = 0;
          this.say({ isEverything: true });
          return this.stream;
        },
      },
    });
    running.push(this.authenticator);
    this.authenticator.start();
  }

  say(word: { subjects?: string[]; isEverything?: boolean; skipped?: number }): void {
    this.sequence += 1 + (word.skipped ?? 0);
    const identityChanges = { sequence: this.sequence, subjects: word.subjects ?? [], isEverything: word.isEverything ?? false };
    this.stream.push({ data: { identityChanges } });
  }

  breakOff(): void {
    this.stream.fail(new Error('the connection broke'));
  }

  async ask(token: string): Promise<string[]> {
    const { subjects } = await this.authenticator.authenticate(
      { authorization: `Bearer ${token}`, organizationId: undefined },
      'test',
    );
    return [...subjects];
  }

  async hears(isHeard: boolean): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (this.authenticator.hearsChanges !== isHeard) {
      assert.ok(performance.now() < deadline, `hears changes: ${this.authenticator.hearsChanges}`);
      await wait(2);
    }
  }
}

const running: Authenticator[] = [];
const stopAll = async (): Promise<void> => void (await Promise.all(running.splice(0).map((each) => each.stop())));
afterEach(stopAll);
after(stopAll);

const turn = (): Promise<void> => wait(5);

test('while changes are heard, an identity is kept until one of its subjects changes, and only that one is asked for again', async () => {
  const tenants = new Tenants(0);
  const [one, two] = [newToken('api', false), newToken('api', false)];
  await tenants.hears(true);
  const [subject] = await tenants.ask(one);
  await tenants.ask(two);
  await wait(20);
  await Promise.all([tenants.ask(one), tenants.ask(two)]);
  assert.equal(tenants.asked, 2);
  tenants.say({ subjects: [subject!] });
  await turn();
  await Promise.all([tenants.ask(one), tenants.ask(two)]);
  assert.equal(tenants.asked, 3);
  tenants.say({ subjects: ['tenant/t'] });
  await turn();
  await Promise.all([tenants.ask(one), tenants.ask(two)]);
  assert.equal(tenants.asked, 5);
});

test('an answer that was on its way when something changed is not kept', async () => {
  const tenants = new Tenants(60_000);
  const token = newToken('api', false);
  await tenants.hears(true);
  const answering = Promise.withResolvers<void>();
  tenants.delay = answering.promise;
  const first = tenants.ask(token);
  await turn();
  tenants.say({ subjects: ['user/somebody'] });
  await turn();
  answering.resolve();
  await first;
  await tenants.ask(token);
  assert.equal(tenants.asked, 2);
});

test('a word that was missed makes everything be forgotten', async () => {
  const tenants = new Tenants(60_000);
  const token = newToken('api', false);
  await tenants.hears(true);
  await tenants.ask(token);
  tenants.say({ skipped: 1 });
  await turn();
  await tenants.ask(token);
  assert.equal(tenants.asked, 2);
});

test('when the way breaks, identities are kept for the short time only, until changes are heard again', async () => {
  const tenants = new Tenants(0);
  const token = newToken('api', false);
  await tenants.hears(true);
  await tenants.ask(token);
  tenants.breakOff();
  await tenants.hears(false);
  await turn();
  await tenants.ask(token);
  assert.equal(tenants.asked, 2);
  await tenants.hears(true);
  assert.equal(tenants.opened, 2);
  await tenants.ask(token);
  await turn();
  await tenants.ask(token);
  assert.equal(tenants.asked, 3);
});

test('three seconds of silence count as a broken way', async () => {
  const tenants = new Tenants(0);
  await tenants.hears(true);
  const startedAt = performance.now();
  await tenants.hears(false);
  const silence = performance.now() - startedAt;
  assert.ok(silence > 2_900 && silence < 4_500, `${silence} ms`);
});

test('whoever watches a subject is called when it changes, after its identities were forgotten, and not once it has stopped', async () => {
  const tenants = new Tenants(60_000);
  const token = newToken('api', false);
  await tenants.hears(true);
  const subjects = await tenants.ask(token);
  let calls = 0;
  const stop = tenants.authenticator.watch(subjects, () => {
    calls += 1;
    void tenants.ask(token);
  });
  tenants.say({ subjects: ['user/somebody'] });
  await turn();
  assert.deepEqual([calls, tenants.asked], [0, 1]);
  tenants.say({ subjects });
  await turn();
  assert.deepEqual([calls, tenants.asked], [1, 2]);
  stop();
  tenants.say({ subjects });
  await turn();
  assert.equal(calls, 1);
});
