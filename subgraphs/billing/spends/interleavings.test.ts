import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { captureReservation } from '../reservations/capture-reservation.ts';
import { expireGrants } from '../credits/expire-grants.ts';
import { expireReservations } from '../reservations/expire-reservations.ts';
import { releaseReservation } from '../reservations/release-reservation.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { setEntityMember } from '../entities/set-entity-member.ts';
import { proveLedger } from '../ledger/prove-ledger.ts';
import { sealLedger } from '../ledger/seal-ledger.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { transferCredits } from '../transfers/transfer-credits.ts';
import { voidGrant } from '../voids/void-grant.ts';
import { spendCredits } from './spend-credits.ts';

const MINUTE_MS = 60_000;

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create({ poolSize: 10 });
});
after(() => billing.close());

type Step =
  | { kind: 'grant'; at: number; cents: number; minutes: number; isGiven: boolean }
  | { kind: 'spend'; at: number; cents: number; isLimited: boolean }
  | { kind: 'reserve'; at: number; cents: number }
  | { kind: 'capture'; which: number; percent: number }
  | { kind: 'release'; which: number }
  | { kind: 'transfer'; at: number; cents: number }
  | { kind: 'void'; which: number }
  | { kind: 'advance'; minutes: number }
  | { kind: 'expire' };

const at = fc.nat(1);
const cents = fc.integer({ min: 1, max: 3000 });
const which = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('grant' as const), at, cents, minutes: fc.integer({ min: 1, max: 90 }), isGiven: fc.boolean() }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('spend' as const), at, cents, isLimited: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reserve' as const), at, cents }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('capture' as const), which, percent: fc.integer({ min: 0, max: 110 }) }),
  },
  fc.record({ kind: fc.constant('release' as const), which }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('transfer' as const), at, cents }) },
  fc.record({ kind: fc.constant('void' as const), which }),
  fc.record({ kind: fc.constant('advance' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('expire' as const) }),
);

const usd = (amount: number): { amount: string; currency: string } => ({ amount: (amount / 100).toFixed(2), currency: 'USD' });

/** Takes steps on two entities of one organization; refusals are part of the play, anything else fails the test. */
class Play {
  private readonly entities: readonly BillingEntity[];
  private readonly userId: Uuid;
  private readonly grants: Uuid[] = [];
  private readonly reservations: { reservationId: Uuid; cents: number }[] = [];

  constructor(entities: readonly BillingEntity[], userId: Uuid) {
    this.entities = entities;
    this.userId = userId;
  }

  async run(next: Step): Promise<void> {
    try {
      await this.take(next);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }

  private async take(next: Step): Promise<void> {
    if (next.kind === 'advance') billing.clock.advance(next.minutes * MINUTE_MS);
    else if (next.kind === 'expire') {
      await expireReservations(billing.system());
      await expireGrants(billing.system());
    } else if ('which' in next) await this.end(next);
    else await this.move(next);
  }

  private async move(next: Extract<Step, { at: number }>): Promise<void> {
    const entity = this.entities[next.at]!;
    const amount = usd(next.cents);
    switch (next.kind) {
      case 'grant': {
        const expiresAt = new Date(billing.clock.now().getTime() + next.minutes * MINUTE_MS);
        this.grants.push(
          (await billing.grant(entity, amount.amount, { expiresAt, kind: next.isGiven ? 'promotional' : 'purchased' })).id,
        );
        break;
      }
      case 'spend': {
        const userId = next.isLimited ? this.userId : null;
        await spendCredits(billing.staff(), { entityId: entity.id, amount, reason: 'test', userId, idempotencyKey: newId() });
        break;
      }
      case 'reserve':
        this.reservations.push({ ...(await billing.reserve(entity, amount.amount)), cents: next.cents });
        break;
      case 'transfer': {
        const to = this.entities[1 - next.at]!;
        await transferCredits(billing.member(), { fromEntityId: entity.id, toEntityId: to.id, amount, idempotencyKey: newId() });
        break;
      }
    }
  }

  private async end(next: Extract<Step, { which: number }>): Promise<void> {
    const grantId = this.grants[next.which % (this.grants.length || 1)];
    const reserved = this.reservations[next.which % (this.reservations.length || 1)];
    if (next.kind === 'void' && grantId) await voidGrant(billing.staff(), { grantId, reason: 'test' });
    if (next.kind === 'release' && reserved) await releaseReservation(billing.member(), reserved);
    if (next.kind === 'capture' && reserved) {
      const amount = usd(Math.floor((reserved.cents * next.percent) / 100));
      await captureReservation(billing.member(), { reservationId: reserved.reservationId, amount });
    }
  }
}

test(
  'whatever is granted, spent, reserved, expired, moved and voided side by side: nothing is lost or overdrawn, and the ledger added up anew agrees',
  { timeout: 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 7 }), { minLength: 3, maxLength: 8 }),
        async (waves) => {
          const entities = [await billing.entity(), await billing.entity()];
          const userId = await billing.person();
          await setEntityMember(billing.staff(), { entityId: entities[0]!.id, userId, creditLimit: '20.00' });
          const play = new Play(entities, userId);
          for (const wave of waves) {
            // The steps of a wave run side by side, those of the next one after them.
            await Promise.all(wave.map((next) => play.run(next)));
            await billing.assertBooksAreExact();
          }
          await sealLedger(billing.system());
          const { differences, isIntact } = await proveLedger(billing.staff(), { limit: 100_000 });
          assert.deepEqual([differences, isIntact], [[], true]);
        },
      ),
      { numRuns: 15, seed: 20_260_303 },
    );
  },
);
