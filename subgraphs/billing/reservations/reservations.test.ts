import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../../../platform/ids/public-id.ts';
import { setEntityMember } from '../entities/set-entity-member.ts';
import { updateEntity } from '../entities/update-entity.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { captureReservation } from './capture-reservation.ts';
import { expireGrants } from '../credits/expire-grants.ts';
import { expireReservations } from './expire-reservations.ts';
import { releaseReservation } from './release-reservation.ts';
import { reserveCredits } from './reserve-credits.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const usd = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'USD' });
const grantRows = (ids: string[]) =>
  billing.rows<{ remaining: string; reserved: string; spent: string; expired: string }>(
    `select trim_scale(remaining)::text as remaining, trim_scale(reserved)::text as reserved, trim_scale(spent)::text as spent, trim_scale(expired)::text as expired
     from SCHEMA.credit_grants where id = any($1) order by array_position($1, id)`,
    [ids],
  );

test('reserves 7.50 of 10.00, captures 6.20 and gives 1.30 back', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  const { reservationId, entityId } = await billing.reserve(entity, '7.50');
  assert.equal(entityId, entity.id);
  assert.deepEqual(await billing.books(entity), {
    granted: '10',
    remaining: '2.5',
    reserved: '7.5',
    spent: '0',
    expired: '0',
    accrued: '0',
  });
  const captured = await captureReservation(billing.member(), { reservationId, amount: usd('6.20') });
  assert.equal(captured.toString(), '6.20 USD');
  assert.deepEqual(await billing.books(entity), {
    granted: '10',
    remaining: '3.8',
    reserved: '0',
    spent: '6.2',
    expired: '0',
    accrued: '0',
  });
  await billing.assertBooksAreExact();
});

test('draws by priority, then expiry, then creation, and gives back from the end', async () => {
  const entity = await billing.entity();
  const inDays = (days: number): Date => new Date(billing.clock.now().getTime() + days * DAY_MS);
  const last = await billing.grant(entity, '5.00', { priority: 2, expiresAt: inDays(1) });
  const third = await billing.grant(entity, '5.00', { priority: 1, expiresAt: inDays(9) });
  const first = await billing.grant(entity, '5.00', { priority: 1, expiresAt: inDays(5) });
  billing.clock.advance(1000);
  const second = await billing.grant(entity, '5.00', { priority: 1, expiresAt: new Date(first.expiresAt) });
  const { reservationId } = await billing.reserve(entity, '12.00');
  const order = [first.id, second.id, third.id, last.id];
  assert.deepEqual(
    (await grantRows(order)).map((grant) => grant.reserved),
    ['5', '5', '2', '0'],
  );
  await captureReservation(billing.member(), { reservationId, amount: usd('6.00') });
  assert.deepEqual(
    (await grantRows(order)).map((grant) => [grant.spent, grant.remaining]),
    [
      ['5', '0'],
      ['1', '4'],
      ['0', '5'],
      ['0', '5'],
    ],
  );
});

test('answers the same reservation for the same key and refuses the key for another amount or entity', async () => {
  const entity = await billing.entity();
  const other = await billing.entity({ name: 'Other' });
  await billing.grant(entity, '10.00');
  await billing.grant(other, '10.00');
  const key = newId();
  const first = await billing.reserve(entity, '4.00', { key });
  assert.deepEqual(await billing.reserve(entity, '4.00', { key }), first);
  await assertRefused(billing.reserve(entity, '4.01', { key }), 'IDEMPOTENCY_KEY_REUSED', 'key');
  await assertRefused(billing.reserve(other, '4.00', { key }), 'IDEMPOTENCY_KEY_REUSED', 'key');
  await captureReservation(billing.member(), { reservationId: first.reservationId, amount: null });
  assert.deepEqual(await billing.reserve(entity, '4.00', { key }), first);
  assert.equal((await billing.books(entity)).spent, '4');
  assert.equal((await billing.books(other)).reserved, '0');
});

test('makes one reservation of twenty racing requests with one key', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  const key = newId();
  const answers = await Promise.all(Array.from({ length: 20 }, () => billing.reserve(entity, '4.00', { key })));
  assert.equal(new Set(answers.map((answer) => answer.reservationId)).size, 1);
  assert.equal((await billing.books(entity)).reserved, '4');
});

test('captures once and releases once however often it is asked, also at the same time', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  const spent = await billing.reserve(entity, '3.00');
  const captures = await Promise.all(
    Array.from({ length: 8 }, () =>
      captureReservation(billing.member(), { reservationId: spent.reservationId, amount: usd('2.00') }),
    ),
  );
  assert.deepEqual(new Set(captures.map(String)), new Set(['2.00 USD']));
  assert.equal(
    String(await captureReservation(billing.member(), { reservationId: spent.reservationId, amount: null })),
    '2.00 USD',
  );
  await assertRefused(
    releaseReservation(billing.member(), { reservationId: spent.reservationId }),
    'RESERVATION_CAPTURED',
    'reservationId',
  );
  const released = await billing.reserve(entity, '5.00');
  const releases = await Promise.all(
    Array.from({ length: 8 }, () => releaseReservation(billing.member(), { reservationId: released.reservationId })),
  );
  assert.deepEqual(new Set(releases.map(String)), new Set(['5.00 USD']));
  await assertRefused(
    captureReservation(billing.member(), { reservationId: released.reservationId, amount: null }),
    'RESERVATION_RELEASED',
    'reservationId',
  );
  assert.deepEqual(await billing.books(entity), {
    granted: '10',
    remaining: '8',
    reserved: '0',
    spent: '2',
    expired: '0',
    accrued: '0',
  });
});

test('lets either the capture or the release win when they race, never both', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '40.00');
  for (let round = 0; round < 10; round += 1) {
    const { reservationId } = await billing.reserve(entity, '4.00');
    const outcomes = await Promise.allSettled([
      captureReservation(billing.member(), { reservationId, amount: null }),
      releaseReservation(billing.member(), { reservationId }),
    ]);
    assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  }
  await billing.assertBooksAreExact();
});

test('refuses with what is needed and left when credits are short, and nothing moves', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '3.10');
  const books = await billing.books(entity);
  const message = await assertRefused(billing.reserve(entity, '12.40'), 'INSUFFICIENT_CREDITS', 'amount');
  assert.match(message, /^12\.40 USD are needed, 3\.10 USD are left: 9\.30 USD are missing\./);
  const held = await billing.reserve(entity, '3.00');
  await assertRefused(
    captureReservation(billing.member(), { reservationId: held.reservationId, amount: usd('3.01') }),
    'CAPTURE_EXCEEDS_RESERVATION',
    'amount',
  );
  await assertRefused(
    captureReservation(billing.member(), { reservationId: held.reservationId, amount: { amount: '3', currency: 'EUR' } }),
    'CURRENCY_MISMATCH',
    'amount',
  );
  await releaseReservation(billing.member(), held);
  await assertRefused(
    reserveCredits(billing.member(), {
      key: newId(),
      organizationId: billing.organizationId,
      entityId: entity.id,
      amount: { amount: '1', currency: 'EUR' },
      reason: 'x',
    }),
    'CURRENCY_MISMATCH',
    'amount',
  );
  await assertRefused(billing.reserve(entity, '-1'), 'VALIDATION_FAILED', 'amount');
  await assertRefused(billing.reserve(entity, '0.0000001'), 'VALIDATION_FAILED', 'amount');
  await updateEntity(billing.staff(), { entityId: entity.id, status: 'suspended' });
  await assertRefused(billing.reserve(entity, '1.00'), 'ENTITY_SUSPENDED', 'entityId');
  assert.deepEqual(await billing.books(entity), books);
  assert.deepEqual(
    await billing.rows(`select id from SCHEMA.credit_reservations where entity_id = $1 and status = 'reserved'`, [entity.id]),
    [],
  );
});

test('books the whole amount for the invoice when the entity buys on invoice and credits are short', async () => {
  const entity = await billing.entity({ exhaustionPolicy: 'invoice' });
  await billing.grant(entity, '3.00');
  const { reservationId } = await billing.reserve(entity, '8.00');
  assert.deepEqual(await billing.books(entity), {
    granted: '3',
    remaining: '3',
    reserved: '0',
    spent: '0',
    expired: '0',
    accrued: '0',
  });
  await captureReservation(billing.member(), { reservationId, amount: usd('7.25') });
  assert.deepEqual(await billing.books(entity), {
    granted: '3',
    remaining: '3',
    reserved: '0',
    spent: '0',
    expired: '0',
    accrued: '7.25',
  });
  await captureReservation(billing.member(), { ...(await billing.reserve(entity, '3.00')), amount: null });
  assert.deepEqual(await billing.books(entity), {
    granted: '3',
    remaining: '0',
    reserved: '0',
    spent: '3',
    expired: '0',
    accrued: '7.25',
  });
  await releaseReservation(billing.member(), await billing.reserve(entity, '5.00'));
  assert.equal((await billing.books(entity)).accrued, '7.25');
  await billing.assertBooksAreExact();
});

test('pays by the entity named, else by the user’s default, else by the organization’s; without any it says what to do', async () => {
  const organizationId = newId();
  const userId = await billing.person(organizationId);
  const member = billing.member({ organizationId, userId });
  const ask = { organizationId, entityId: null, amount: usd('1.00'), reason: 'shipment/test' };
  const message = await assertRefused(reserveCredits(member, { ...ask, key: newId() }), 'NOT_FOUND', 'entityId');
  assert.match(message, /name one in entityId, or create the organization’s first entity/);
  const first = await billing.entity({ organizationId });
  const second = await billing.entity({ organizationId });
  await Promise.all([billing.grant(first, '5.00'), billing.grant(second, '5.00')]);
  assert.deepEqual([first.isDefault, second.isDefault], [true, false]);
  assert.equal((await reserveCredits(member, { ...ask, key: newId() })).entityId, first.id);
  await setEntityMember(billing.staff(), { entityId: second.id, userId, isDefault: true });
  assert.equal((await reserveCredits(member, { ...ask, key: newId() })).entityId, second.id);
  assert.equal((await reserveCredits(member, { ...ask, entityId: first.id, key: newId() })).entityId, first.id);
});

test('never finds the entity, reservation or organization of somebody else, and nothing moves there', async () => {
  const foreign = await billing.entity({ organizationId: newId() });
  await billing.grant(foreign, '50.00');
  const theirs = billing.member({ organizationId: foreign.organizationId });
  const { reservationId } = await billing.reserve(foreign, '5.00', { context: theirs });
  const books = await billing.books(foreign);
  const own = { key: newId(), organizationId: billing.organizationId, entityId: foreign.id, amount: usd('1.00'), reason: 'x' };
  await assertRefused(reserveCredits(billing.member(), own), 'NOT_FOUND', 'entityId');
  await assertRefused(
    reserveCredits(billing.member(), { ...own, organizationId: foreign.organizationId }),
    'NOT_FOUND',
    'organizationId',
  );
  await assertRefused(captureReservation(billing.member(), { reservationId, amount: null }), 'NOT_FOUND', 'reservationId');
  await assertRefused(releaseReservation(billing.member(), { reservationId }), 'NOT_FOUND', 'reservationId');
  await assertRefused(
    captureReservation(billing.member({ organizationId: foreign.organizationId, testMode: true }), {
      reservationId,
      amount: null,
    }),
    'NOT_FOUND',
    'reservationId',
  );
  const elsewhere = await billing.world.createTenant();
  await assertRefused(
    releaseReservation(billing.member({ organizationId: foreign.organizationId, tenant: elsewhere }), { reservationId }),
    'NOT_FOUND',
    'reservationId',
  );
  assert.deepEqual(await billing.books(foreign), books);
});

test('cannot spend a grant from the instant it expires, nor before it takes effect, whether or not the books were cleared', async () => {
  const entity = await billing.entity();
  const now = billing.clock.now().getTime();
  await billing.grant(entity, '10.00', { expiresAt: new Date(now + MINUTE_MS) });
  await billing.grant(entity, '20.00', { effectiveAt: new Date(now + 2 * MINUTE_MS) });
  await assertRefused(billing.reserve(entity, '10.01'), 'INSUFFICIENT_CREDITS', 'amount');
  billing.clock.advance(MINUTE_MS);
  await assertRefused(billing.reserve(entity, '0.01'), 'INSUFFICIENT_CREDITS', 'amount');
  assert.equal(await expireGrants(billing.system()), 1);
  assert.equal(await expireGrants(billing.system()), 0);
  assert.deepEqual(await billing.books(entity), {
    granted: '30',
    remaining: '20',
    reserved: '0',
    spent: '0',
    expired: '10',
    accrued: '0',
  });
  billing.clock.advance(MINUTE_MS);
  await billing.reserve(entity, '20.00');
});

test('keeps reserved credits spendable after their grant expired, and expires them when they come back', async () => {
  const entity = await billing.entity();
  const grant = await billing.grant(entity, '10.00', { expiresAt: new Date(billing.clock.now().getTime() + MINUTE_MS) });
  const captured = await billing.reserve(entity, '4.00');
  const released = await billing.reserve(entity, '5.00');
  billing.clock.advance(2 * MINUTE_MS);
  await captureReservation(billing.member(), { reservationId: captured.reservationId, amount: usd('3.00') });
  await releaseReservation(billing.member(), released);
  await expireGrants(billing.system());
  assert.deepEqual(await grantRows([grant.id]), [{ remaining: '0', reserved: '0', spent: '3', expired: '7' }]);
  await billing.assertBooksAreExact();
});

test('gives a reservation back after 30 minutes, and draws again when the purchase turns up after all', async () => {
  billing.clock.advance(31 * MINUTE_MS);
  await expireReservations(billing.system());
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  const { reservationId } = await billing.reserve(entity, '6.00');
  billing.clock.advance(30 * MINUTE_MS - 1);
  assert.equal(await expireReservations(billing.system()), 0);
  billing.clock.advance(1);
  assert.equal(await expireReservations(billing.system()), 1);
  assert.equal((await billing.books(entity)).remaining, '10');
  assert.equal(String(await captureReservation(billing.member(), { reservationId, amount: usd('5.50') })), '5.50 USD');
  assert.equal(String(await captureReservation(billing.member(), { reservationId, amount: null })), '5.50 USD');
  assert.deepEqual(await billing.books(entity), {
    granted: '10',
    remaining: '4.5',
    reserved: '0',
    spent: '5.5',
    expired: '0',
    accrued: '0',
  });
  await billing.assertBooksAreExact();
});

test('books a purchase that turns up late for the invoice when its credits have gone elsewhere: no money is lost', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  const late = await billing.reserve(entity, '6.00');
  billing.clock.advance(31 * MINUTE_MS);
  await expireReservations(billing.system());
  await captureReservation(billing.member(), { ...(await billing.reserve(entity, '9.00')), amount: null });
  await captureReservation(billing.member(), { reservationId: late.reservationId, amount: null });
  assert.deepEqual(await billing.books(entity), {
    granted: '10',
    remaining: '1',
    reserved: '0',
    spent: '9',
    expired: '0',
    accrued: '6',
  });
  await assertRefused(releaseReservation(billing.member(), late), 'RESERVATION_CAPTURED', 'reservationId');
  await billing.assertBooksAreExact();
});

test('ends an expired reservation for good when it is released', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  const { reservationId } = await billing.reserve(entity, '6.00');
  billing.clock.advance(31 * MINUTE_MS);
  await expireReservations(billing.system());
  assert.equal(String(await releaseReservation(billing.member(), { reservationId })), '6.00 USD');
  await assertRefused(
    captureReservation(billing.member(), { reservationId, amount: null }),
    'RESERVATION_RELEASED',
    'reservationId',
  );
});

test('takes five statements to reserve, five and the audit entry to capture, from one grant as from forty', async () => {
  billing.clock.advance(MINUTE_MS);
  const counted = async (grants: number): Promise<number[]> => {
    const entity = await billing.entity();
    for (let index = 0; index < grants; index += 1) await billing.grant(entity, '1.00');
    const start = billing.world.statements();
    const reservation = await billing.reserve(entity, `${grants}.00`);
    const reserved = billing.world.statements();
    await captureReservation(billing.member(), { reservationId: reservation.reservationId, amount: usd('0.50') });
    return [reserved - start, billing.world.statements() - reserved];
  };
  // The first reservation of a minute also tells the job when to come by.
  assert.deepEqual(await counted(1), [6, 6]);
  assert.deepEqual(await counted(2), [5, 6]);
  assert.deepEqual(await counted(40), [5, 6]);
});

test('counts in whole yen and in thousandths of a dinar', async () => {
  const japan = await billing.entity({ name: 'Acme KK', country: 'JP', currency: 'JPY', timeZone: 'Asia/Tokyo' });
  await assertRefused(billing.grant(japan, '10.5'), 'VALIDATION_FAILED', 'amount');
  await billing.grant(japan, '5000');
  const { reservationId } = await billing.reserve(japan, '1250');
  assert.deepEqual((await captureReservation(billing.member(), { reservationId, amount: null })).toJSON(), {
    amount: '1250',
    currency: 'JPY',
  });
  const bahrain = await billing.entity({ name: 'Acme WLL', country: 'BH', currency: 'BHD', timeZone: 'Asia/Bahrain' });
  await billing.grant(bahrain, '1.005');
  const message = await assertRefused(billing.reserve(bahrain, '1.006'), 'INSUFFICIENT_CREDITS', 'amount');
  assert.match(message, /^1\.006 BHD are needed, 1\.005 BHD are left: 0\.001 BHD are missing/);
});
