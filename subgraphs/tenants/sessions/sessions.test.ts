import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { newToken } from '../../../platform/identity/api-token.ts';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { PASSWORD, TestPeople, type TestPerson } from '../test-support/test-people.ts';
import { revokeSession, signOut, signOutEverywhere } from './end-sessions.ts';
import type { OpenedSession } from './open-session.ts';
import { refreshSession } from './refresh-session.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let people: TestPeople;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  people = new TestPeople(world);
});
after(() => world.close());

async function open(person?: TestPerson, userAgent?: string): Promise<OpenedSession & { userId: string }> {
  const { email, userId } = person ?? (await people.member());
  const place = { tenantId: null, organizationId: null, testMode: false };
  return { ...(await signIn(people.anonymous(userAgent ? { userAgent } : {}), { email, password: PASSWORD, ...place })), userId };
}

const refresh = (refreshToken: string, testMode?: boolean): Promise<OpenedSession> =>
  refreshSession(people.anonymous(), { refreshToken, testMode });
const UNKNOWN = { code: 'UNAUTHENTICATED' };
const REFUSED = { code: 'REFRESH_REFUSED' };

test('an access token ends after 15 minutes; refreshing brings the next pair and ends the one before', async () => {
  const first = await open();
  clock.advance(15 * MINUTE_MS - 1);
  await people.identityOf(first.accessToken);
  clock.advance(1);
  await assert.rejects(people.identityOf(first.accessToken), UNKNOWN);
  const second = await refresh(first.refreshToken);
  assert.equal(second.session.id, first.session.id);
  await people.identityOf(second.accessToken);
  const third = await refresh(second.refreshToken);
  await assert.rejects(people.identityOf(second.accessToken), UNKNOWN);
  await people.identityOf(third.accessToken);
});

test('of ten refreshes at once with one token exactly one wins, the others are told so, and the session lives on', async () => {
  const opened = await open();
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => refresh(opened.refreshToken)));
  const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : []));
  assert.equal(won.length, 1);
  assert.deepEqual(codes, Array<string>(9).fill('REFRESH_RACED'));
  await people.identityOf(won[0]!.accessToken);
  clock.advance(MINUTE_MS);
  await refresh(won[0]!.refreshToken);
});

test('a lost answer can be asked for again for half a minute, as long as nothing came of it', async () => {
  const opened = await open();
  const lost = await refresh(opened.refreshToken);
  clock.advance(999);
  await assert.rejects(refresh(opened.refreshToken), { code: 'REFRESH_RACED' });
  clock.advance(1);
  const again = await refresh(opened.refreshToken);
  await assert.rejects(people.identityOf(lost.accessToken), UNKNOWN);
  await people.identityOf(again.accessToken);
  clock.advance(30_001);
  await assert.rejects(refresh(opened.refreshToken), REFUSED);
  await assert.rejects(people.identityOf(again.accessToken), UNKNOWN);
});

test('a token that comes back after what it led to was used ends the session, and is recorded', async () => {
  const stolen = await open();
  clock.advance(MINUTE_MS);
  const mine = await refresh(stolen.refreshToken);
  const next = await refresh(mine.refreshToken);
  const other = await open({ userId: stolen.userId, email: await emailOf(stolen.userId) });
  await assert.rejects(refresh(stolen.refreshToken), REFUSED);
  await assert.rejects(people.identityOf(next.accessToken), UNKNOWN);
  await assert.rejects(refresh(next.refreshToken), REFUSED);
  const [row] = await world.inspect('select end_reason from tenants.sessions where id = $1', [stolen.session.id]);
  assert.deepEqual(row, { end_reason: 'refresh_token_reused' });
  assert.deepEqual(
    (await people.eventsOf(stolen.userId)).filter((type) => type.startsWith('session')),
    ['session.refresh_token_reused'],
  );
  // The family is one session; what the person has open elsewhere is another.
  await people.identityOf(other.accessToken);
});

test('a session ends after 30 days without a refresh, and after 90 days for all refreshing', async () => {
  const idle = await open();
  clock.advance(30 * DAY_MS);
  await assert.rejects(refresh(idle.refreshToken), REFUSED);
  let busy: OpenedSession = await open();
  const beganAt = clock.now().getTime();
  for (let days = 29; days < 90; days += 29) {
    clock.advance(29 * DAY_MS);
    busy = await refresh(busy.refreshToken);
  }
  assert.equal(busy.session.expiresAt.getTime(), beganAt + 90 * DAY_MS);
  clock.advance(3 * DAY_MS);
  await assert.rejects(refresh(busy.refreshToken), REFUSED);
});

test('truncated, made-up and foreign tokens refresh nothing; an access token is no refresh token and the other way round', async () => {
  const opened = await open();
  for (const token of [
    '',
    opened.refreshToken.slice(0, -1),
    opened.accessToken,
    newToken('refresh', false),
    'x'.repeat(1_000_000),
  ])
    await assert.rejects(refresh(token), REFUSED);
  await assert.rejects(people.identityOf(opened.refreshToken), UNKNOWN);
  await people.identityOf(opened.accessToken);
});

test('a refresh may change the mode', async () => {
  const opened = await open();
  const trial = await refresh(opened.refreshToken, true);
  assert.equal((await people.identityOf(trial.accessToken)).testMode, true);
  clock.advance(MINUTE_MS);
  assert.equal((await people.identityOf((await refresh(trial.refreshToken)).accessToken)).testMode, true);
});

test('signing out ends the session, by its refresh token too; twice changes nothing', async () => {
  const [one, two] = [await open(), await open()];
  await signOut(await people.signedIn(one.accessToken), undefined);
  await signOut(people.anonymous(), two.refreshToken);
  await signOut(people.anonymous(), two.refreshToken);
  for (const { accessToken, refreshToken } of [one, two]) {
    await assert.rejects(people.identityOf(accessToken), UNKNOWN);
    await assert.rejects(refresh(refreshToken), REFUSED);
  }
  await assert.rejects(signOut(people.anonymous(), undefined), { code: 'FORBIDDEN' });
});

async function emailOf(userId: string): Promise<string> {
  const [row] = await world.inspect<{ email: string }>('select email from tenants.users where id = $1', [userId]);
  return row!.email;
}

test('signing out everywhere ends all sessions of the person and nobody else’s, the present one if it is not kept', async () => {
  const person = await people.member();
  const sessions = [await open(person), await open(person), await open(person)];
  const stranger = await open();
  const context = await people.signedIn(sessions[0]!.accessToken);
  assert.equal(await signOutEverywhere(context, true), 2);
  await people.identityOf(sessions[0]!.accessToken);
  assert.equal(await signOutEverywhere(context, false), 1);
  for (const { accessToken } of sessions) await assert.rejects(people.identityOf(accessToken), UNKNOWN);
  await people.identityOf(stranger.accessToken);
});

test('a person sees and ends their own sessions only, and a token of theirs none', async () => {
  const person = await people.member();
  const [laptop, phone] = [await open(person, 'Laptop'), await open(person, 'Phone')];
  const stranger = await open();
  await people.member();
  const context = await people.signedIn(laptop.accessToken);
  const list = async (filter: object): Promise<object[]> => {
    const query = `query ($filter: SessionFilter) { sessions(filter: $filter, sort: CREATED_AT_ASC) { totalCount edges { node { id userAgent isCurrent endReason } } } }`;
    const data = await answerOf<{ sessions: { edges: { node: object }[] } }>(world, 'tenants', context.identity, {
      query,
      variables: { filter },
    });
    return data.sessions.edges.map(({ node }) => node);
  };
  const node = (opened: OpenedSession, userAgent: string, isCurrent: boolean, endReason: string | null = null): object => ({
    id: encodeId('ses', opened.session.id),
    userAgent,
    isCurrent,
    endReason,
  });
  assert.deepEqual(await list({}), [node(laptop, 'Laptop', true), node(phone, 'Phone', false)]);
  await assert.rejects(revokeSession(context, stranger.session.id), { code: 'NOT_FOUND' });
  await people.identityOf(stranger.accessToken);
  await revokeSession(context, phone.session.id);
  await revokeSession(context, phone.session.id);
  await assert.rejects(people.identityOf(phone.accessToken), UNKNOWN);
  assert.deepEqual(await list({ isActive: false }), [node(phone, 'Phone', false, 'REVOKED')]);
  const { sessionId: _, ...token } = context.identity;
  const { errors } = await askSubgraph(world, 'tenants', token, { query: '{ sessions { totalCount } }' });
  assert.deepEqual(
    errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
});

test('the list of sessions takes one statement, however many there are', async () => {
  const person = await people.member();
  const counts: number[] = [];
  for (const more of [1, 10]) {
    let last: OpenedSession | undefined;
    for (let opened = 0; opened < more; opened += 1) last = await open(person);
    const { identity } = await people.signedIn(last!.accessToken);
    const query = '{ sessions { edges { node { id isCurrent createdAt } } } }';
    counts.push((await askSubgraph(world, 'tenants', identity, { query })).statements);
  }
  assert.deepEqual(counts, [1, 1]);
});

test('what is over is forgotten after 30 days, what is open is not', async () => {
  const platform = await people.tenant();
  await world.inspect(`update tenants.tenants set kind = 'platform' where id = $1`, [platform.id]);
  const person = await people.member();
  const [ended, kept] = [await open(person), await open(person)];
  await signOut(people.anonymous(), ended.refreshToken);
  const forget = async (): Promise<unknown> => {
    await world.marketplace.subgraphs.get('tenants')!.runJob('tenants.forget-old-credentials');
    return world.inspect('select id from tenants.sessions where user_id = $1 order by created_at, id', [person.userId]);
  };
  clock.advance(15 * DAY_MS);
  const latest = await refresh(kept.refreshToken);
  assert.deepEqual(await forget(), [{ id: ended.session.id }, { id: kept.session.id }]);
  clock.advance(15 * DAY_MS + 1);
  assert.deepEqual(await forget(), [{ id: kept.session.id }]);
  await refresh(latest.refreshToken);
});
