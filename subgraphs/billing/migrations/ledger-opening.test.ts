import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../../../platform/ids/public-id.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { expireGrants } from '../credits/expire-grants.ts';
import { releaseReservation } from '../reservations/release-reservation.ts';
import { voidInvoice } from '../invoices/void-invoice.ts';
import { proveLedger, type LedgerProof } from '../ledger/prove-ledger.ts';
import { sealLedger } from '../ledger/seal-ledger.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { buyOnInvoice, draft, openInvoice, pay } from '../test-support/test-invoices.ts';
import { LEDGER_OPENING } from './ledger-tables.ts';

const DAY_MS = 86_400_000;
const TABLES = ['ledger_transactions', 'ledger_balances', 'ledger_seals', 'ledger_chains', 'ledger_unsealed'];

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const prove = (): Promise<LedgerProof> => proveLedger(billing.staff(), { limit: 1_000 });

async function assertLedgerAgrees(): Promise<void> {
  const proof = await prove();
  assert.deepEqual([proof.differences, proof.chain.differences, proof.isIntact], [[], [], true]);
}

/** Credits and invoices in every state, from before there was a ledger. */
async function aTenantWithHistory(): Promise<{ openId: string; reservationId: string }> {
  const entity = await billing.entity({ exhaustionPolicy: 'invoice' });
  await billing.grant(entity, '10.00');
  await billing.grant(entity, '2.00', { kind: 'promotional', expiresAt: new Date(billing.clock.now().getTime() + DAY_MS) });
  const spent = await billing.reserve(entity, '3.00');
  await captureReservation(billing.member(), { reservationId: spent.reservationId, amount: null });
  billing.clock.advance(2 * DAY_MS);
  await expireGrants(billing.system());
  const { reservationId } = await billing.reserve(entity, '4.00');
  await buyOnInvoice(billing, entity, '20.004');
  await pay(billing, await openInvoice(billing, entity));
  await buyOnInvoice(billing, entity, '30.00');
  const open = await openInvoice(billing, entity);
  await buyOnInvoice(billing, entity, '40.00');
  billing.clock.advance(1);
  await draft(billing, entity, { periodEnd: billing.clock.now() });
  await buyOnInvoice(billing, entity, '50.00');
  return { openId: open.id, reservationId };
}

test('opens the ledger of a tenant with a history in agreement with all of it, and what comes after goes on from there', async () => {
  const { openId, reservationId } = await aTenantWithHistory();
  await assertLedgerAgrees();
  for (const table of TABLES) await billing.world.inspect(`delete from billing.${table}`);
  assert.ok((await prove()).differences.length >= 5);
  await billing.world.inspect(`set search_path to "${billing.tenant.schema}"`);
  await billing.world.inspect(LEDGER_OPENING);
  await billing.world.inspect('reset search_path');
  await assertLedgerAgrees();
  await sealLedger(billing.system());
  await assertLedgerAgrees();
  await releaseReservation(billing.member(), { reservationId });
  await voidInvoice(billing.staff(), openId);
  const entity = await billing.entity({ organizationId: newId() });
  await billing.grant(entity, '1.00');
  await assertLedgerAgrees();
});

test('does nothing in a schema that is no tenant’s yet', async () => {
  const [spare] = await billing.world.inspect<{ name: string }>(
    'select schema_name as name from platform.tenant_schemas where tenant_id is null limit 1',
  );
  const [earlier] = await billing.world.inspect<{ count: string }>('select count(*) from billing.ledger_transactions');
  await billing.world.inspect(`set search_path to ${spare ? `"${spare.name}"` : 'pg_catalog'}`);
  await billing.world.inspect(LEDGER_OPENING);
  await billing.world.inspect('reset search_path');
  const [later] = await billing.world.inspect<{ count: string }>('select count(*) from billing.ledger_transactions');
  assert.deepEqual(later, earlier);
});
