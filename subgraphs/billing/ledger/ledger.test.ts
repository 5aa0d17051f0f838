import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from '../../../platform/database/keyset.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { expireGrants } from '../credits/expire-grants.ts';
import { expireReservations } from '../reservations/expire-reservations.ts';
import { releaseReservation } from '../reservations/release-reservation.ts';
import { finalizeInvoice } from '../invoices/finalize-invoice.ts';
import { voidInvoice } from '../invoices/void-invoice.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { buyOnInvoice, draft, openInvoice, pay } from '../test-support/test-invoices.ts';
import {
  LEDGER_ACCOUNT_ORDERS,
  listLedgerAccounts,
  type LedgerAccountFilter,
  type LedgerAccountRow,
} from './ledger-accounts.query.ts';
import { findTransactionsOfCauses, LEDGER_ORDERS, listLedgerTransactions } from './ledger-transactions.query.ts';
import { proveLedger, type LedgerProof } from './prove-ledger.ts';
import { sealLedger } from './seal-ledger.ts';

const MINUTE_MS = 60_000;
const YEAR_MS = 366 * 24 * 60 * MINUTE_MS;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const prove = (): Promise<LedgerProof> => proveLedger(billing.staff(), { limit: 100_000 });

async function assertLedgerAgrees(): Promise<void> {
  const proof = await prove();
  assert.deepEqual([proof.differences, proof.chain.differences, proof.isBalanced, proof.isIntact], [[], [], true, true]);
}

/** What was posted for a cause: kind, sides and amount. */
async function posted(causeId: string): Promise<string[]> {
  const found = await findTransactionsOfCauses(billing.staff().session, [causeId]);
  return found.map((row) => `${row.kind}: ${row.debitAccount} > ${row.creditAccount} ${Number(row.amount)}`);
}

function accounts(filter: LedgerAccountFilter): Promise<Page<LedgerAccountRow>> {
  return listLedgerAccounts(billing.staff().session, filter, LEDGER_ACCOUNT_ORDERS.accountAsc, { first: 100 });
}

async function balances(filter: LedgerAccountFilter): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const row of (await accounts(filter)).rows) sums[row.account] = (sums[row.account] ?? 0) + Number(row.balance);
  return sums;
}

test('posts what is granted, reserved, captured in part, given back and lost, on the accounts of the grants', async () => {
  const entity = await billing.entity();
  const paid = await billing.grant(entity, '10.00');
  const given = await billing.grant(entity, '5.00', { kind: 'promotional' });
  assert.deepEqual(await posted(paid.id), ['credits.granted: external_payments > credits 10']);
  assert.deepEqual(await posted(given.id), ['credits.granted: promotions > credits 5']);
  const { reservationId } = await billing.reserve(entity, '12.00');
  await captureReservation(billing.member(), { reservationId, amount: { amount: '10.50', currency: 'USD' } });
  assert.deepEqual(await posted(reservationId), [
    'credits.reserved: credits > reserved_credits 10',
    'credits.reserved: credits > reserved_credits 2',
    'credits.captured: reserved_credits > revenue 10',
    'credits.captured: reserved_credits > revenue 0.5',
    'credits.released: reserved_credits > credits 1.5',
  ]);
  billing.clock.advance(YEAR_MS);
  await expireGrants(billing.system());
  assert.deepEqual((await posted(given.id)).at(-1), 'credits.expired: credits > promotions 4.5');
  assert.deepEqual(await balances({ entityId: entity.id }), {
    credits: 0,
    external_payments: 10,
    promotions: 0.5,
    reserved_credits: 0,
    revenue: 10.5,
  });
  await assertLedgerAgrees();
});

test('posts paid credits that run out while they are reserved as breakage, and captures after expiry from the grants drawn on again', async () => {
  const entity = await billing.entity();
  const soon = new Date(billing.clock.now().getTime() + 10 * MINUTE_MS);
  await billing.grant(entity, '3.00', { expiresAt: soon });
  const lapsing = await billing.reserve(entity, '3.00');
  await billing.grant(entity, '8.00');
  billing.clock.advance(31 * MINUTE_MS);
  await expireReservations(billing.system());
  assert.deepEqual((await posted(lapsing.reservationId)).at(-1), 'credits.lapsed: reserved_credits > breakage 3');
  await captureReservation(billing.member(), { reservationId: lapsing.reservationId, amount: null });
  assert.deepEqual((await posted(lapsing.reservationId)).at(-1), 'credits.captured: credits > revenue 3');
  const released = await billing.reserve(entity, '5.00');
  await releaseReservation(billing.member(), released);
  await releaseReservation(billing.member(), released);
  assert.equal((await posted(released.reservationId)).length, 2);
  await assertLedgerAgrees();
});

test('posts what is bought on invoice when it is bought, owed when it is invoiced, and paid when it is paid; rounding shows', async () => {
  const entity = await billing.entity({ exhaustionPolicy: 'invoice' });
  await buyOnInvoice(billing, entity, '7.004');
  billing.clock.advance(1);
  const invoice = await draft(billing, entity, { periodEnd: billing.clock.now() });
  await assertLedgerAgrees();
  await finalizeInvoice(billing.staff(), invoice.id);
  assert.deepEqual(await posted(invoice.id), [
    'invoice.issued: receivables > unbilled 7',
    'invoice.issued: rounding > unbilled 0.004',
  ]);
  await assertLedgerAgrees();
  await pay(billing, invoice, 'pm_sandbox_declined');
  const payment = await pay(billing, invoice);
  assert.deepEqual(await posted(payment.id), ['payment.succeeded: cash > receivables 7']);
  assert.deepEqual(await balances({ entityId: entity.id }), {
    cash: 7,
    receivables: 0,
    revenue: 7.004,
    rounding: -0.004,
    unbilled: 0,
  });
  await assertLedgerAgrees();
});

test('takes back what an invoice posted when it is voided, once, so that it can be invoiced again', async () => {
  const entity = await billing.entity({ organizationId: newId(), exhaustionPolicy: 'invoice' });
  await buyOnInvoice(billing, entity, '4.00');
  const invoice = await openInvoice(billing, entity);
  assert.deepEqual((await balances({ entityId: entity.id }))['receivables'], 6.5);
  await voidInvoice(billing.staff(), invoice.id);
  assert.deepEqual(await balances({ entityId: entity.id }), { receivables: 0, revenue: 4, unbilled: 4 });
  const again = await draft(billing, entity, { periodEnd: billing.clock.now() });
  await finalizeInvoice(billing.staff(), again.id);
  assert.equal((await posted(again.id)).length, 2);
  await assertLedgerAgrees();
});

test('answers balances at past moments as plain sums, and now as what is sealed with what is not', async () => {
  const entity = await billing.entity();
  await billing.grant(entity, '10.00');
  const first = billing.clock.now();
  billing.clock.advance(MINUTE_MS);
  await billing.grant(entity, '20.00');
  const second = billing.clock.now();
  const before = new Date(first.getTime() - 1);
  const credits = async (asOf?: Date): Promise<number | undefined> => (await balances({ entityId: entity.id, asOf }))['credits'];
  assert.deepEqual(
    [await credits(before), await credits(first), await credits(second), await credits()],
    [undefined, 10, 30, 30],
  );
  await sealLedger(billing.system());
  await billing.grant(entity, '0.50');
  assert.deepEqual([await credits(first), await credits()], [10, 30.5]);
  await sealLedger(billing.system());
  assert.equal(await credits(), 30.5);
  assert.equal(await sealLedger(billing.system()), 0);
  await assertLedgerAgrees();
});

test('cannot be changed by the role that writes it, and refuses a row whose sides are one account, or that moves nothing', async () => {
  const entity = await billing.entity();
  const grant = await billing.grant(entity, '1.00');
  const owned = `tenant_id = '${billing.tenant.id}' and cause_id = '${grant.id}'`;
  const copy = (change: string): Promise<unknown> =>
    billing.world.inspect(
      `insert into billing.ledger_transactions select (jsonb_populate_record(t, '{"leg": 9, "id": "${newId()}", ${change}}')).*
       from billing.ledger_transactions t where ${owned}`,
    );
  const balance = /ledger_transactions_balance/;
  await assert.rejects(copy(`"amount": 0`), balance);
  await assert.rejects(copy(`"amount": -1`), balance);
  await assert.rejects(copy(`"credit_account": "external_payments", "credit_subject_id": "${entity.id}"`), balance);
  const [rights] = await billing.world.inspect<{ rights: string }>(
    `select string_agg(distinct a.privilege_type, ' ' order by a.privilege_type) as rights
     from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
     where c.oid = 'billing.ledger_transactions'::regclass and r.rolname like 'waybill\\_%'`,
  );
  assert.equal(rights!.rights, 'INSERT SELECT');
});

test('shows every row that was altered, taken out or put in behind its back', async (t) => {
  const other = await TestBilling.create();
  t.after(() => other.close());
  const shown = async (): Promise<string[]> => {
    const { chain } = await proveLedger(other.staff(), { limit: 100_000 });
    return chain.differences.map(({ kind, position }) => `${kind} ${position}`);
  };
  const entity = await other.entity();
  const grants = [];
  for (let index = 0; index < 3; index += 1) grants.push(await other.grant(entity, '1.00'));
  await sealLedger(other.system());
  const ledger = 'billing.ledger_transactions';
  await other.world.inspect(`update ${ledger} set amount = 1.000001 where cause_id = $1`, [grants[0]!.id]);
  assert.deepEqual(await shown(), ['altered 1']);
  await other.world.inspect(`delete from ${ledger} where cause_id = $1`, [grants[1]!.id]);
  assert.deepEqual(await shown(), ['altered 1', 'removed 2']);
  await other.world.inspect(
    `insert into ${ledger} select (jsonb_populate_record(t, '{"leg": 2, "id": "${newId()}"}')).* from ${ledger} t where cause_id = $1`,
    [grants[2]!.id],
  );
  assert.deepEqual(await shown(), ['altered 1', 'removed 2', 'inserted null']);
  const { differences } = await proveLedger(other.staff(), { limit: 1 });
  const ofGrants = differences.filter(({ compared }) => compared === 'grant.remaining');
  assert.deepEqual(
    new Set(ofGrants.map(({ ledger: sum, recorded }) => `${sum} for ${recorded}`)),
    new Set(['0 for 1', '1.000001 for 1', '2 for 1']),
  );
});

test('lists by cause, account, subject, kind and time, newest first, one statement a page', async () => {
  const entity = await billing.entity();
  const grant = await billing.grant(entity, '10.00');
  await billing.reserve(entity, '4.00');
  const list = async (filter: Parameters<typeof listLedgerTransactions>[1]): Promise<string[]> => {
    const page = await listLedgerTransactions(billing.staff().session, filter, LEDGER_ORDERS.postedDesc, { first: 100 });
    return page.rows.map((row) => row.kind);
  };
  const start = billing.world.statements();
  assert.deepEqual(await list({ entityId: entity.id }), ['credits.reserved', 'credits.granted']);
  assert.equal(billing.world.statements() - start, 1);
  assert.deepEqual(await list({ causeId: grant.id }), ['credits.granted']);
  assert.deepEqual(await list({ subjectId: grant.id, account: 'reserved_credits' }), ['credits.reserved']);
  assert.deepEqual(await list({ entityId: entity.id, account: 'external_payments' }), ['credits.granted']);
  assert.deepEqual(await list({ entityId: entity.id, kind: 'credits.granted', currency: 'USD' }), ['credits.granted']);
  assert.deepEqual(await list({ entityId: entity.id, until: billing.clock.now() }), []);
});
