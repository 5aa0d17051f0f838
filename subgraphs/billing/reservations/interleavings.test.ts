import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { setEntityMember } from '../entities/set-entity-member.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { captureReservation } from './capture-reservation.ts';
import { expireGrants } from '../credits/expire-grants.ts';
import { expireReservations } from './expire-reservations.ts';
import { releaseReservation } from './release-reservation.ts';

const MINUTE_MS = 60_000;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
});
after(() => billing.close());

/** How many succeeded, and the codes of the refusals. */
async function outcomes(work: readonly Promise<unknown>[]): Promise<{ succeeded: number; codes: string[] }> {
  const settled = await Promise.allSettled(work);
  const refused = settled.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason as unknown);
  return {
    succeeded: settled.length - refused.length,
    codes: refused.map((error) => (error instanceof DomainError ? error.code : String(error))),
  };
}

test('lets exactly one of two racing reservations through when credits cover only one', async () => {
  for (let round = 0; round < 10; round += 1) {
    const entity = await billing.entity();
    await billing.grant(entity, '10.00');
    const race = await outcomes([billing.reserve(entity, '10.00'), billing.reserve(entity, '10.00')]);
    assert.deepEqual(race, { succeeded: 1, codes: ['INSUFFICIENT_CREDITS'] });
  }
  await billing.assertBooksAreExact();
});

test('lets 33 of 50 racing reservations of 3.00 through on 100.00 in seven grants, and leaves 1.00', async () => {
  const entity = await billing.entity();
  for (const amount of ['10.00', '20.00', '5.00', '25.00', '15.00', '12.50', '12.50']) await billing.grant(entity, amount);
  const race = await outcomes(Array.from({ length: 50 }, () => billing.reserve(entity, '3.00')));
  assert.deepEqual(race, { succeeded: 33, codes: Array.from({ length: 17 }, () => 'INSUFFICIENT_CREDITS') });
  assert.deepEqual(await billing.books(entity), {
    granted: '100',
    remaining: '1',
    reserved: '99',
    spent: '0',
    expired: '0',
    accrued: '0',
  });
  await billing.assertBooksAreExact();
});

test('lets 4 of 20 racing reservations of 5.00 through under a user’s limit of 22.00, and names the limit and what is left', async () => {
  const entity = await billing.entity({ name: 'Acme Ltd' });
  const userId = await billing.person();
  await billing.grant(entity, '500.00');
  await setEntityMember(billing.staff(), { entityId: entity.id, userId, creditLimit: '22.00' });
  const member = billing.member({ userId });
  const race = await outcomes(Array.from({ length: 20 }, () => billing.reserve(entity, '5.00', { context: member })));
  assert.deepEqual(race, { succeeded: 4, codes: Array.from({ length: 16 }, () => 'LIMIT_REACHED') });
  const message = await assertRefused(billing.reserve(entity, '2.01', { context: member }), 'LIMIT_REACHED', 'amount');
  assert.equal(message, '2.01 USD are needed, but the user’s limit at "Acme Ltd" of 22.00 USD leaves 2.00 USD.');
  assert.equal((await billing.books(entity)).reserved, '20');
  await billing.reserve(entity, '5.00', { context: billing.member({ userId: newId() }) });
  await billing.assertBooksAreExact();
});

test('counts what was reserved before a limit was set, and sets limits exactly while purchases race', async () => {
  const entity = await billing.entity();
  const userId = await billing.person();
  const member = billing.member({ userId });
  await billing.grant(entity, '500.00');
  await billing.reserve(entity, '30.00', { context: member });
  const limiting = setEntityMember(billing.staff(), { entityId: entity.id, userId, creditLimit: '50.00' });
  await outcomes([limiting, ...Array.from({ length: 10 }, () => billing.reserve(entity, '10.00', { context: member }))]);
  await assertRefused(billing.reserve(entity, '50.01', { context: member }), 'LIMIT_REACHED', 'amount');
  await billing.assertBooksAreExact();
});

type Step =
  | { kind: 'grant'; cents: number; priority: number; minutes: number }
  | { kind: 'reserve'; cents: number; user: number }
  | { kind: 'capture'; which: number; percent: number }
  | { kind: 'release'; which: number }
  | { kind: 'advance'; minutes: number }
  | { kind: 'expire' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('grant' as const),
    cents: fc.integer({ min: 1, max: 5000 }),
    priority: fc.integer({ min: 0, max: 2 }),
    minutes: fc.integer({ min: 1, max: 90 }),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      cents: fc.integer({ min: 0, max: 4000 }),
      user: fc.integer({ min: 0, max: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('capture' as const), which: fc.nat(20), percent: fc.integer({ min: 0, max: 100 }) }),
  },
  fc.record({ kind: fc.constant('release' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('advance' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('expire' as const) }),
);

const dollars = (cents: number): string => (cents / 100).toFixed(2);

/** Runs steps against the real books; refusals are part of the play, anything else fails the test. */
class Play {
  private readonly entity: BillingEntity;
  private readonly users: readonly Uuid[];
  private readonly reservations: { id: Uuid; cents: number }[] = [];

  constructor(entity: BillingEntity, users: readonly Uuid[]) {
    this.entity = entity;
    this.users = users;
  }

  async run(next: Step): Promise<void> {
    try {
      await this.take(next);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }

  private async take(next: Step): Promise<void> {
    const chosen =
      'which' in next && this.reservations.length > 0 ? this.reservations[next.which % this.reservations.length] : undefined;
    switch (next.kind) {
      case 'grant':
        await billing.grant(this.entity, dollars(next.cents), {
          priority: next.priority,
          expiresAt: new Date(billing.clock.now().getTime() + next.minutes * MINUTE_MS),
        });
        break;
      case 'reserve': {
        const context = billing.member({ userId: this.users[next.user]! });
        const { reservationId } = await billing.reserve(this.entity, dollars(next.cents), { context });
        this.reservations.push({ id: reservationId, cents: next.cents });
        break;
      }
      case 'capture': {
        if (!chosen) return;
        const amount = { amount: dollars(Math.floor((chosen.cents * next.percent) / 100)), currency: 'USD' };
        await captureReservation(billing.member(), { reservationId: chosen.id, amount });
        break;
      }
      case 'release':
        if (chosen) await releaseReservation(billing.member(), { reservationId: chosen.id });
        break;
      case 'advance':
        billing.clock.advance(next.minutes * MINUTE_MS);
        break;
      case 'expire':
        await expireReservations(billing.system());
        await expireGrants(billing.system());
        break;
    }
  }
}

test(
  'keeps granted = remaining + reserved + spent + expired under random interleavings, never negative, down to each grant and draw',
  { timeout: 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 4, maxLength: 12 }),
        fc.constantFrom('refuse', 'invoice'),
        async (waves, policy) => {
          const users = [await billing.person(), newId()];
          const entity = await billing.entity({ exhaustionPolicy: policy });
          await setEntityMember(billing.staff(), { entityId: entity.id, userId: users[0]!, creditLimit: '60.00' });
          const play = new Play(entity, users);
          for (const wave of waves) {
            // The steps of a wave run side by side, those of the next one after them.
            await Promise.all(wave.map((next) => play.run(next)));
            await billing.assertBooksAreExact();
          }
        },
      ),
      { numRuns: 30, seed: 20_260_302 },
    );
  },
);

interface ModelGrant {
  id: Uuid;
  left: number;
  priority: number;
  expiresAt: number;
  createdAt: number;
}

test('burns down in the order of a simple model: priority, expiry, creation', { timeout: 120_000 }, async () => {
  const grantShape = fc.record({
    cents: fc.integer({ min: 1, max: 2000 }),
    priority: fc.integer({ min: 0, max: 2 }),
    minutes: fc.integer({ min: 1, max: 4 }),
    pauseMs: fc.integer({ min: 0, max: 1 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(grantShape, { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 5 }),
      async (shapes, spends) => {
        const entity = await billing.entity();
        const start = billing.clock.now().getTime();
        const model: ModelGrant[] = [];
        for (const shape of shapes) {
          billing.clock.advance(shape.pauseMs);
          const expiresAt = start + shape.minutes * MINUTE_MS;
          const grant = await billing.grant(entity, dollars(shape.cents), {
            priority: shape.priority,
            expiresAt: new Date(expiresAt),
          });
          model.push({
            id: grant.id,
            left: shape.cents,
            priority: shape.priority,
            expiresAt,
            createdAt: grant.createdAt.getTime(),
          });
        }
        model.sort(
          (one, other) =>
            one.priority - other.priority ||
            one.expiresAt - other.expiresAt ||
            one.createdAt - other.createdAt ||
            (one.id < other.id ? -1 : 1),
        );
        for (const cents of spends) {
          const isCovered = model.reduce((sum, grant) => sum + grant.left, 0) >= cents;
          if (isCovered) {
            const { reservationId } = await billing.reserve(entity, dollars(cents));
            await captureReservation(billing.member(), { reservationId, amount: null });
            let open = cents;
            for (const grant of model) {
              const taken = Math.min(grant.left, open);
              grant.left -= taken;
              open -= taken;
            }
          } else {
            await assertRefused(billing.reserve(entity, dollars(cents)), 'INSUFFICIENT_CREDITS', 'amount');
          }
          const stored = await billing.rows<{ id: Uuid; cents: number }>(
            `select id, (remaining * 100)::int as cents from SCHEMA.credit_grants where entity_id = $1`,
            [entity.id],
          );
          assert.deepEqual(
            new Map(stored.map((row) => [row.id, row.cents])),
            new Map(model.map((grant) => [grant.id, grant.left])),
          );
        }
        billing.clock.advance(10 * MINUTE_MS);
      },
    ),
    { numRuns: 30, seed: 7 },
  );
});
