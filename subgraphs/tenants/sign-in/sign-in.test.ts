import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { PASSWORD, TestPeople } from '../test-support/test-people.ts';
import { signIn } from './sign-in.ts';

const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
const START_MS = clock.now().getTime();
let world: TestWorld;
let people: TestPeople;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  people = new TestPeople(world);
});
after(() => world.close());

const NOWHERE = { tenantId: null, organizationId: null, testMode: false };
const attempt = (email: string, password = PASSWORD, context = people.anonymous()): ReturnType<typeof signIn> =>
  signIn(context, { ...NOWHERE, email, password });

test('the right password opens a session in the person’s organization, with tokens that are stored as hashes only', async () => {
  const { email, userId, tenant, organizationId } = await people.member();
  const opened = await attempt(email.toUpperCase());
  assert.match(opened.accessToken, /^wb_session_live_/);
  assert.match(opened.refreshToken, /^wb_refresh_live_/);
  assert.equal(opened.accessTokenExpiresAt.getTime(), clock.now().getTime() + 15 * 60_000);
  const identity = await people.identityOf(opened.accessToken);
  assert.deepEqual(
    [identity.actor, identity.level, identity.tenant?.id, identity.organizationId, identity.sessionId],
    [`user/${userId}`, 'organization', tenant.id, organizationId, opened.session.id],
  );
  const stored = JSON.stringify(
    await world.inspect('select s.*, r.* from tenants.sessions s join tenants.refresh_tokens r on r.session_id = s.id'),
  );
  assert.equal(
    [opened.accessToken, opened.refreshToken].some((token) => stored.includes(token)),
    false,
  );
  assert.deepEqual(await people.eventsOf(userId), ['sign_in.succeeded']);
});

test('a wrong password and an unknown address are refused alike, in the same number of statements', async () => {
  const { email, userId } = await people.member();
  const outcomes: unknown[] = [];
  for (const [address, password] of [
    [email, 'not the password'],
    ['nobody@shop.example', PASSWORD],
  ] as const) {
    const before = world.statements();
    const error = await attempt(address, password).catch((reason: Error) => reason);
    outcomes.push([error, world.statements() - before]);
  }
  assert.deepEqual(outcomes[0], outcomes[1]);
  await assert.rejects(attempt(email, 'not the password'), { code: 'SIGN_IN_REFUSED' });
  assert.deepEqual(await people.eventsOf(userId), ['sign_in.failed', 'sign_in.failed']);
});

test('look-alike addresses are refused as malformed; passwords of megabytes as wrong', async () => {
  const { email } = await people.member();
  await assert.rejects(attempt(email.replace('e', 'е')), { code: 'VALIDATION_FAILED', field: 'email' });
  await assert.rejects(attempt(email, 'x'.repeat(10_000_000)), { code: 'SIGN_IN_REFUSED' });
});

test('the fifth failure locks an account for 30 s, each further one twice as long, up to an hour; a success begins anew', async () => {
  const { email, userId } = await people.member();
  const fail = async (): Promise<void> => assert.rejects(attempt(email, 'not the password'), { code: 'SIGN_IN_REFUSED' });
  for (let failures = 1; failures <= 5; failures += 1) await fail();
  for (const seconds of [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]) {
    await assert.rejects(attempt(email), { code: 'SIGN_IN_LOCKED', message: new RegExp(`in ${seconds} s`) });
    clock.advance(seconds * 1_000 - 1);
    await assert.rejects(attempt(email), { code: 'SIGN_IN_LOCKED' });
    clock.advance(1);
    await fail();
  }
  clock.advance(3_600_000);
  await attempt(email);
  for (let failures = 1; failures <= 4; failures += 1) await fail();
  await attempt(email);
  assert.equal((await people.eventsOf(userId)).filter((type) => type === 'sign_in.locked').length, 10);
});

test('an address that nobody has is locked out by the same schedule', async () => {
  const refused = { code: 'SIGN_IN_REFUSED' };
  for (let failures = 1; failures <= 5; failures += 1) await assert.rejects(attempt('ghost@shop.example'), refused);
  await assert.rejects(attempt('ghost@shop.example'), { code: 'SIGN_IN_LOCKED', message: /in 30 s/ });
});

test('a network address is locked after 20 failures over whatever accounts; of IPv6 the whole subnet', async () => {
  const { email } = await people.member();
  for (const [from, neighbour] of [
    ['198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3::4', '2001:db8:1:2::99'],
  ] as const) {
    const at = (ipAddress: string) => people.anonymous({ ipAddress });
    for (let failures = 1; failures <= 20; failures += 1)
      await assert.rejects(attempt(`guess-${failures}-${from.length}@shop.example`, PASSWORD, at(from)), {
        code: 'SIGN_IN_REFUSED',
      });
    await assert.rejects(attempt(email, PASSWORD, at(neighbour)), { code: 'SIGN_IN_LOCKED' });
    await attempt(email);
  }
  await attempt(email, PASSWORD, people.anonymous({ ipAddress: '2001:db8:1:3::99' }));
});

test('thirty guesses at once get no further than five', async () => {
  const { email } = await people.member();
  const codes = await Promise.all(
    Array.from({ length: 30 }, () => attempt(email, 'not the password').catch((error: { code: string }) => error.code)),
  );
  assert.deepEqual(
    ['SIGN_IN_REFUSED', 'SIGN_IN_LOCKED'].map((code) => codes.filter((each) => each === code).length),
    [5, 25],
  );
});

test('a person acts where they say, as far as they belong there; signing in elsewhere or nowhere is refused', async () => {
  const person = await people.member();
  const other = await people.member();
  const second = await people.organization(person.tenant);
  await people.joinOrganization(person, person.tenant, second);
  const named = await signIn(people.anonymous(), { ...NOWHERE, email: person.email, password: PASSWORD, organizationId: second });
  assert.equal((await people.identityOf(named.accessToken)).organizationId, second);
  assert.equal(
    (await people.identityOf(named.accessToken, { organizationId: person.organizationId })).organizationId,
    person.organizationId,
  );
  for (const place of [{ organizationId: other.organizationId }, { tenantId: other.tenant.id }]) {
    const request = { ...NOWHERE, email: person.email, password: PASSWORD, ...place };
    await assert.rejects(signIn(people.anonymous(), request), { code: 'NOT_A_MEMBER', field: Object.keys(place)[0] });
    await assert.rejects(people.identityOf(named.accessToken, place), { code: 'FORBIDDEN' });
  }
  const stranger = await people.person();
  await assert.rejects(attempt(stranger.email), { code: 'NOT_A_MEMBER', field: undefined });
});

test('one session spans the tenants of a person: staff here, member there', async () => {
  const person = await people.member();
  const home = await people.tenant();
  await people.joinStaff(person, home);
  const shop = await people.organization(home);
  const { accessToken } = await attempt(person.email);
  const levelIn = async (named: object): Promise<unknown[]> => {
    const { level, tenant, organizationId } = await people.identityOf(accessToken, named);
    return [level, tenant?.id, organizationId];
  };
  assert.deepEqual(await levelIn({}), ['tenant', home.id, null]);
  assert.deepEqual(await levelIn({ organizationId: shop }), ['tenant', home.id, shop]);
  assert.deepEqual(await levelIn({ tenantId: person.tenant.id }), ['organization', person.tenant.id, person.organizationId]);
  assert.deepEqual(await levelIn({ organizationId: person.organizationId }), [
    'organization',
    person.tenant.id,
    person.organizationId,
  ]);
});

test('whoever has left the place of a session is refused there, and not moved to another', async () => {
  const person = await people.member();
  const { accessToken } = await attempt(person.email);
  const second = await people.organization(person.tenant);
  await people.joinOrganization(person, person.tenant, second);
  await world.inspect('delete from tenants.member_directory where organization_id = $1', [person.organizationId]);
  await assert.rejects(people.identityOf(accessToken), { code: 'FORBIDDEN' });
  assert.equal((await people.identityOf(accessToken, { organizationId: second })).organizationId, second);
});

test('a session sees the mode it was opened in', async () => {
  const { email } = await people.member();
  const opened = await signIn(people.anonymous(), { ...NOWHERE, email, password: PASSWORD, testMode: true });
  assert.match(opened.accessToken, /^wb_session_test_/);
  assert.equal((await people.identityOf(opened.accessToken)).testMode, true);
  assert.ok(clock.now().getTime() > START_MS);
});
