import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { newId } from '../../platform/ids/public-id.ts';
import { proveLedger } from '../../subgraphs/billing/ledger/prove-ledger.ts';
import { createCreditPackage } from '../../subgraphs/billing/packages/save-credit-package.ts';
import { purchaseCredits } from '../../subgraphs/billing/purchases/purchase-credits.ts';
import { TestBilling } from '../../subgraphs/billing/test-support/test-billing.ts';
import { CREDIT_MOVEMENTS, type MovementName, type MovementPlace } from '../support/credit-movements.ts';
import type { MortalMovement } from '../support/mortal-movement.ts';
import { runToEnd } from '../support/service-process.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let billing: TestBilling;
let packageId: string;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
  const usd = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'USD' });
  const offered = { name: 'Fifty', credits: usd('50.00'), price: usd('40.00'), validityDays: 90 };
  packageId = (await createCreditPackage(billing.staff(), offered)).id;
});
after(() => billing.close());

/** Two entities with credits in two grants, of which the first runs out soon, a reservation over both, and a purchase that waits for its payment. */
async function aPlace(): Promise<MovementPlace> {
  const organizationId = newId();
  const [entity, other] = [await billing.entity({ organizationId }), await billing.entity({ organizationId })];
  const expiresAt = new Date(billing.clock.now().getTime() + 2 * DAY_MS);
  const grant = await billing.grant(entity, '40.00', { expiresAt });
  await billing.grant(entity, '100.00', { kind: 'promotional' });
  const { reservationId } = await billing.reserve(entity, '45.60', { context: billing.member({ organizationId }) });
  const method = { packageId, paymentMethodToken: 'pm_sandbox_pending', idempotencyKey: newId() };
  const purchase = await purchaseCredits(billing.member({ organizationId }), { entityId: other.id, ...method });
  const [payment] = await billing.rows<{ id: string }>(`select id from SCHEMA.payments where purchase_id = $1`, [purchase.id]);
  const ids = { grantId: grant.id, reservationId, paymentId: payment!.id, key: newId() };
  return { organizationId, entityId: entity.id, otherEntityId: other.id, ...ids };
}

/** What became of a place: everything that a movement can have changed. */
async function stateOf({ entityId, otherEntityId }: MovementPlace): Promise<unknown[]> {
  const ids = [[entityId, otherEntityId]];
  return [
    await billing.rows(
      `select granted, remaining, reserved, spent, expired, voided, transferred, accrued from SCHEMA.credit_balances where id = any($1) order by array_position($1, id)`,
      ids,
    ),
    await billing.rows(
      `select amount, remaining, reserved, spent, expired, voided, transferred from SCHEMA.credit_grants where entity_id = any($1)
       order by array_position($1, entity_id), amount, kind, expires_at`,
      ids,
    ),
    await billing.rows(
      `select kind, status, amount, captured, released from SCHEMA.credit_reservations where entity_id = any($1) order by amount`,
      ids,
    ),
    await billing.rows(
      `select kind, debit_account, credit_account, amount from billing.ledger_transactions where entity_id = any($1) order by 1, 2, 3, 4`,
      ids,
    ),
    await billing.rows(`select type, count(*)::int from platform.outbox where subject = any($1) group by type order by type`, [
      [`entity/${entityId}`, `entity/${otherEntityId}`],
    ]),
  ];
}

async function assertExact(): Promise<void> {
  await billing.assertBooksAreExact();
  const { differences, isIntact } = await proveLedger(billing.staff(), { limit: 100_000 });
  assert.deepEqual([differences, isIntact], [[], true]);
}

/** Makes the movement in a process of its own, which kills itself before its statement of that number, or once all of it is done; whether it was done. */
async function makeAndDie(
  context: RequestContext,
  movement: MovementName,
  facts: Pick<MortalMovement, 'place' | 'diesBefore'>,
): Promise<boolean> {
  const { ownerUrl } = billing.world;
  const order: MortalMovement = {
    ownerUrl,
    identity: context.identity,
    now: billing.clock.now().toISOString(),
    movement,
    ...facts,
  };
  const { code, output } = await runToEnd('../test/support/mortal-movement', [JSON.stringify(order)], {});
  assert.equal(code, 'SIGKILL', output);
  return output === 'done';
}

/** How far the clock goes on before a movement. */
const LATER: Partial<Record<MovementName, number>> = { 'expire reservations': 31 * MINUTE_MS, 'expire grants': 3 * DAY_MS };

for (const movement of Object.keys(CREDIT_MOVEMENTS) as MovementName[]) {
  test(
    `killed before any statement of it, or before its answer, "${movement}" has happened whole or not at all, and happens once when it is made again`,
    { timeout: 240_000 },
    async () => {
      const context = billing.system();
      const make = (place: MovementPlace): Promise<unknown> => CREDIT_MOVEMENTS[movement](context, place);
      const undisturbed = await aPlace();
      billing.clock.advance(LATER[movement] ?? 0);
      await make(undisturbed);
      const expected = await stateOf(undisturbed);
      let isDone = false;
      for (let diesBefore = 0; !isDone; diesBefore += 1) {
        const place = await aPlace();
        billing.clock.advance(LATER[movement] ?? 0);
        const untouched = await stateOf(place);
        isDone = await makeAndDie(context, movement, { place, diesBefore });
        assert.deepEqual(await stateOf(place), isDone ? expected : untouched, `killed before statement ${diesBefore}`);
        await make(place);
        assert.deepEqual(await stateOf(place), expected, `made again after it was killed before statement ${diesBefore}`);
      }
      await assertExact();
    },
  );
}
