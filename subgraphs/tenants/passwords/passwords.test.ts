import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { newToken } from '../../../platform/identity/api-token.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import type { OpenedSession } from '../sessions/open-session.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { PASSWORD, TestPeople, type TestPerson } from '../test-support/test-people.ts';
import { changePassword } from './change-password.ts';
import { hashPassword } from './password.ts';
import { requestPasswordReset, resetPassword } from './reset-password.ts';
import { proposePassword, verifyEmail } from './verify-email.ts';

const NEW_PASSWORD = 'staple a new one';
const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let people: TestPeople;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  people = new TestPeople(world);
});
after(() => world.close());

const enter = (email: string, password: string): Promise<OpenedSession> =>
  signIn(people.anonymous(), { email, password, tenantId: null, organizationId: null, testMode: false });

/** The kinds of mail to an address and the code in the last one. */
async function mailTo(email: string): Promise<{ kinds: string[]; code: string }> {
  const rows = await world.inspect<{ kind: string; body_text: string }>(
    'select kind, body_text from platform.outbound_emails where recipient = $1 order by id',
    [email],
  );
  const code = /wb_[a-z]+_live_\w+/.exec(rows.at(-1)?.body_text ?? '')?.[0] ?? '';
  return { kinds: rows.map((row) => row.kind), code };
}

async function requestFor(person: TestPerson): Promise<string> {
  await requestPasswordReset(people.anonymous(), person.email);
  return (await mailTo(person.email)).code;
}

test('a mailed code sets a new password once, ends every session and lifts the lock-out', async () => {
  const person = await people.member();
  const before = await enter(person.email, PASSWORD);
  for (let failures = 1; failures <= 5; failures += 1) await assert.rejects(enter(person.email, 'wrong wrong wrong'));
  await assert.rejects(enter(person.email, PASSWORD), { code: 'SIGN_IN_LOCKED' });
  const token = await requestFor(person);
  await resetPassword(people.anonymous(), { token, newPassword: NEW_PASSWORD });
  await assert.rejects(people.identityOf(before.accessToken), { code: 'UNAUTHENTICATED' });
  await enter(person.email, NEW_PASSWORD);
  await assert.rejects(enter(person.email, PASSWORD), { code: 'SIGN_IN_REFUSED' });
  await assert.rejects(resetPassword(people.anonymous(), { token, newPassword: 'yet another one' }), { code: 'CODE_UNUSABLE' });
});

test('of ten resets at once with one code exactly one is done', async () => {
  const token = await requestFor(await people.member());
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) =>
      resetPassword(people.anonymous(), { token, newPassword: `the password no. ${index}` }),
    ),
  );
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('an unknown address gets the same answer and no mail; the time tells nothing', async () => {
  const person = await people.member();
  const took = async (email: string): Promise<number> => {
    const startedAt = performance.now();
    assert.equal(await requestPasswordReset(people.anonymous(), email), undefined);
    return performance.now() - startedAt;
  };
  const times = [await took(person.email), await took('nobody@shop.example')];
  assert.ok(
    times.every((time) => time >= 149),
    `${times.join()} ms`,
  );
  assert.deepEqual((await mailTo('nobody@shop.example')).kinds, []);
  assert.deepEqual((await mailTo(person.email)).kinds, ['password_reset']);
});

test('the sixth request for an address is not served for 30 seconds', async () => {
  const { email } = await people.member();
  for (let requests = 1; requests <= 5; requests += 1) await requestPasswordReset(people.anonymous(), email);
  await assert.rejects(requestPasswordReset(people.anonymous(), email), { code: 'SIGN_IN_LOCKED', message: /in 30 s/ });
  assert.equal((await mailTo(email)).kinds.length, 5);
});

test('codes that are expired, replaced, truncated, made up or for something else set nothing, and neither do weak passwords', async () => {
  const person = await people.member();
  const first = await requestFor(person);
  const second = await requestFor(person);
  for (const token of [first, second.slice(0, -1), newToken('reset', false), '', person.email])
    await assert.rejects(resetPassword(people.anonymous(), { token, newPassword: NEW_PASSWORD }), { code: 'CODE_UNUSABLE' });
  await assert.rejects(verifyEmail(people.anonymous(), { token: second, password: PASSWORD }), { code: 'CODE_UNUSABLE' });
  await assert.rejects(resetPassword(people.anonymous(), { token: second, newPassword: 'password123' }), {
    code: 'PASSWORD_TOO_WEAK',
  });
  clock.advance(3_600_000);
  await assert.rejects(resetPassword(people.anonymous(), { token: second, newPassword: NEW_PASSWORD }), {
    code: 'CODE_UNUSABLE',
  });
  await enter(person.email, PASSWORD);
});

test('changing the password takes the present one, ends the other sessions and is told by mail', async () => {
  const person = await people.member();
  const [here, elsewhere] = [await enter(person.email, PASSWORD), await enter(person.email, PASSWORD)];
  const context = await people.signedIn(here.accessToken);
  const wrong = { currentPassword: 'not the password', newPassword: NEW_PASSWORD };
  await assert.rejects(changePassword(context, wrong), { code: 'SIGN_IN_REFUSED', field: 'currentPassword' });
  await assert.rejects(changePassword(context, { currentPassword: PASSWORD, newPassword: 'short' }), {
    code: 'PASSWORD_TOO_WEAK',
  });
  await people.identityOf(elsewhere.accessToken);
  await changePassword(context, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
  await people.identityOf(here.accessToken);
  await assert.rejects(people.identityOf(elsewhere.accessToken), { code: 'UNAUTHENTICATED' });
  await enter(person.email, NEW_PASSWORD);
  assert.deepEqual((await mailTo(person.email)).kinds, ['password_changed']);
});

test('a token of the person cannot change the password', async () => {
  const person = await people.member();
  const context = await people.signedIn((await enter(person.email, PASSWORD)).accessToken);
  const { sessionId: _, ...identity } = context.identity;
  const command = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  await assert.rejects(changePassword(world.context('tenants', identity), command), { code: 'FORBIDDEN' });
});

async function propose(person: TestPerson, password: string): Promise<string> {
  const passwordHash = await hashPassword(password);
  const context = people.anonymous();
  await context.session.transaction((transaction) => proposePassword(transaction, context, { ...person, passwordHash }));
  return (await mailTo(person.email)).code;
}

test('a password that came with an invitation opens nothing until the mailed code comes back with it', async () => {
  const person = await people.member();
  await world.inspect('delete from tenants.credentials where user_id = $1', [person.userId]);
  const token = await propose(person, NEW_PASSWORD);
  await assert.rejects(enter(person.email, NEW_PASSWORD), { code: 'SIGN_IN_REFUSED' });
  // Whoever reads the mail but chose no such password is not made to confirm another's.
  await assert.rejects(verifyEmail(people.anonymous(), { token, password: PASSWORD }), { code: 'SIGN_IN_REFUSED' });
  assert.deepEqual(await verifyEmail(people.anonymous(), { token, password: NEW_PASSWORD }), { email: person.email });
  await enter(person.email, NEW_PASSWORD);
  await assert.rejects(verifyEmail(people.anonymous(), { token, password: NEW_PASSWORD }), { code: 'CODE_UNUSABLE' });
});

test('an invitation never changes the password that somebody has', async () => {
  const person = await people.member();
  assert.equal(await propose(person, NEW_PASSWORD), '');
  assert.deepEqual((await mailTo(person.email)).kinds, ['password_kept']);
  await enter(person.email, PASSWORD);
});
