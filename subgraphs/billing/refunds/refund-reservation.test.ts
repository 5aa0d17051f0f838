import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { updateEntity } from '../entities/update-entity.ts';
import { finalizeInvoice } from '../invoices/finalize-invoice.ts';
import { generateInvoice } from '../invoices/generate-invoice.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { releaseReservation } from '../reservations/release-reservation.ts';
import { findLedgerDifferences } from '../ledger/ledger-differences.query.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { refundReservation } from './refund-reservation.ts';

const DAY_MS = 86_400_000;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const usd = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'USD' });

async function assertExact(): Promise<void> {
  await billing.assertBooksAreExact();
  assert.deepEqual(await findLedgerDifferences(billing.staff().session, 10), []);
}

async function captured(entity: Awaited<ReturnType<TestBilling['entity']>>, reserved: string, spent: string): Promise<string> {
  const { reservationId } = await billing.reserve(entity, reserved);
  await captureReservation(billing.member(), { reservationId, amount: usd(spent) });
  return reservationId;
}

test('gives 6.20 of a capture back to the two grants it came from, and the books stay exact', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '5.00');
  await billing.grant(entity, '5.00');
  const reservationId = await captured(entity, '7.50', '6.20');
  assert.equal((await refundReservation(billing.member(), { reservationId })).toString(), '6.20 USD');
  assert.deepEqual(await billing.books(entity), {
    granted: '10',
    remaining: '10',
    reserved: '0',
    spent: '0',
    expired: '0',
    accrued: '0',
  });
  await assertExact();
});

test('ten refunds of one reservation at once give back once, and it can be neither captured nor released again', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  const reservationId = await captured(entity, '4.00', '4.00');
  const refunds = await Promise.all(Array.from({ length: 10 }, () => refundReservation(billing.member(), { reservationId })));
  assert.deepEqual([...new Set(refunds.map(String))], ['4.00 USD']);
  assert.equal((await billing.books(entity)).remaining, '10');
  await assertRefused(
    captureReservation(billing.member(), { reservationId, amount: null }),
    'RESERVATION_RELEASED',
    'reservationId',
  );
  await releaseReservation(billing.member(), { reservationId });
  assert.equal((await billing.books(entity)).remaining, '10');
  await assertExact();
});

test('a reservation of which nothing was spent is refused, and nothing moves', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  const { reservationId } = await billing.reserve(entity, '4.00');
  await assertRefused(refundReservation(billing.member(), { reservationId }), 'RESERVATION_NOT_CAPTURED', 'reservationId');
  assert.equal((await billing.books(entity)).reserved, '4');
});

test('credits of a grant that has run out come back as expired', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '5.00', { expiresAt: new Date(billing.clock.now().getTime() + DAY_MS) });
  const reservationId = await captured(entity, '5.00', '5.00');
  billing.clock.advance(DAY_MS);
  await refundReservation(billing.member(), { reservationId });
  const { remaining, spent, expired } = await billing.books(entity);
  assert.deepEqual({ remaining, spent, expired }, { remaining: '0', spent: '0', expired: '5' });
  await assertExact();
});

test('what was bought on invoice is accrued no more; once an invoice names it, it comes back as credits', async () => {
  const entity = await billing.entity();
  await updateEntity(billing.staff(), { entityId: entity.id, exhaustionPolicy: 'invoice' });
  const unbilled = await captured(entity, '3.00', '3.00');
  const billed = await captured(entity, '8.00', '8.00');
  await refundReservation(billing.member(), { reservationId: unbilled });
  assert.equal((await billing.books(entity)).accrued, '8');
  billing.clock.advance(DAY_MS);
  const invoice = await generateInvoice(billing.staff(), { entityId: entity.id, periodEnd: billing.clock.now() });
  await finalizeInvoice(billing.staff(), invoice.id);
  for (let time = 0; time < 2; time += 1) await refundReservation(billing.member(), { reservationId: billed });
  const { granted, remaining, accrued } = await billing.books(entity);
  assert.deepEqual({ granted, remaining, accrued }, { granted: '8', remaining: '8', accrued: '0' });
  await assertExact();
});
