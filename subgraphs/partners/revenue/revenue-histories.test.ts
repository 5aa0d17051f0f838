import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BigNumber } from 'bignumber.js';
import fc from 'fast-check';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money, RoundingMode } from '../../../platform/money/money.ts';
import { rejectPartnerCommission } from '../commissions/decide-commission.ts';
import { COMMISSION_ORDERS, listCommissions } from '../commissions/partner-commission.query.ts';
import { reversePartnerCommission } from '../commissions/reverse-partner-commission.ts';
import type { Partner } from '../partners/partner.entity.ts';
import { createPayoutBatch } from '../payouts/create-payout-batch.ts';
import { cancelPayout, completePayout, failPayout, startPayout } from '../payouts/move-payout.ts';
import { listPayouts, PAYOUT_ORDERS } from '../payouts/partner-payout.query.ts';
import { provePayouts } from '../payouts/prove-payouts.ts';
import { TestPartners } from '../test-support/test-partners.ts';
import { partnerRevenueMetrics } from './partner-revenue-metrics.ts';

const DAY_MS = 86_400_000;
const CURRENCIES = ['USD', 'JPY'] as const;

let partners: TestPartners;
before(async () => {
  partners = await TestPartners.create({ poolSize: 12 });
});
after(() => partners.close());

/** One thing that happens; `pick` chooses what it happens to. */
type Step =
  | { kind: 'pay'; units: number; currency: (typeof CURRENCIES)[number] }
  | { kind: 'repeat' | 'reverse' | 'reject' | 'start' | 'complete' | 'fail' | 'cancel'; pick: number }
  | { kind: 'payout'; currency: (typeof CURRENCIES)[number]; at: number }
  | { kind: 'wait' };

const pick = fc.nat(50);
const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pay' as const),
      units: fc.integer({ min: 1, max: 100_000 }),
      currency: fc.constantFrom(...CURRENCIES),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('reverse' as const, 'reject' as const, 'repeat' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('start' as const, 'complete' as const, 'fail' as const, 'cancel' as const),
      pick,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('payout' as const),
      currency: fc.constantFrom(...CURRENCIES),
      at: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const) }) },
);

const ONE_COMPLETED_PAYOUT: Step[] = [
  { kind: 'pay', units: 100_000, currency: 'USD' },
  { kind: 'wait' },
  { kind: 'payout', currency: 'USD', at: 2 },
  { kind: 'start', pick: 0 },
  { kind: 'complete', pick: 0 },
];

/** A partner with one account, and what its books must say. */
class History {
  readonly events: DeliveredEvent[] = [];
  private readonly expected = new Map<Uuid, Money>();
  private readonly partner: Partner;
  private readonly organizationId: Uuid;

  constructor(partner: Partner, organizationId: Uuid) {
    this.partner = partner;
    this.organizationId = organizationId;
  }

  async take(step: Step): Promise<void> {
    try {
      await this.attempt(step);
    } catch (error) {
      // Refusals are part of histories; anything else is a fault.
      if (!(error instanceof DomainError)) throw error;
    }
  }

  /** What the partner is owed and was paid in a currency, by the steps alone. */
  earned(currency: string): Money {
    return Money.sum(
      [...this.expected.values()].filter((amount) => amount.currency === currency),
      currency,
    );
  }

  private async attempt(step: Step): Promise<void> {
    const staff = partners.staff();
    partners.clock.advance(60_000);
    switch (step.kind) {
      case 'pay':
        return this.pay(Money.of(new BigNumber(step.units).shiftedBy(step.currency === 'JPY' ? 0 : -2), step.currency));
      case 'repeat':
        if (this.events.length > 0) await partners.deliver(this.events[step.pick % this.events.length]!);
        return;
      case 'payout': {
        const order = { partnerId: this.partner.id, currency: step.currency };
        await Promise.allSettled(Array.from({ length: step.at }, () => createPayoutBatch(staff, order)));
        return;
      }
      case 'reverse':
      case 'reject': {
        const decide = step.kind === 'reverse' ? reversePartnerCommission : rejectPartnerCommission;
        const { rows } = await this.commissions();
        const commission = rows[step.pick % rows.length];
        if (!commission) return;
        await decide(staff, { id: commission.id, reason: 'By chance' });
        this.expected.delete(commission.invoiceId);
        return;
      }
      case 'wait':
        partners.clock.advance(2 * DAY_MS);
        return partners.approveHeld();
      default:
        return this.move(step.kind, step.pick);
    }
  }

  private async pay(total: Money): Promise<void> {
    const event = partners.paid({
      organizationId: this.organizationId,
      amount: total.toDecimalString(),
      currency: total.currency,
    });
    this.events.push(event);
    await partners.deliver(event);
    this.expected.set((event.data as { invoiceId: Uuid }).invoiceId, total.percentage('0.1', RoundingMode.HalfUp));
  }

  private async move(kind: 'start' | 'complete' | 'fail' | 'cancel', place: number): Promise<void> {
    const { rows } = await this.payouts();
    const payout = rows[place % rows.length];
    if (!payout) return;
    const { id } = payout;
    const staff = partners.staff();
    if (kind === 'start') await startPayout(staff, id);
    if (kind === 'complete') await completePayout(staff, { id, paymentReference: 'PAY' });
    if (kind === 'fail') await failPayout(staff, { id, reason: 'By chance' });
    if (kind === 'cancel') await cancelPayout(staff, { id, reason: 'By chance' });
  }

  commissions() {
    const filter = { partnerId: this.partner.id };
    const request = { filter, visibility: 'all' as const, order: COMMISSION_ORDERS.eventDateDesc, page: { first: 100 } };
    return listCommissions(partners.staff().session, request);
  }

  payouts() {
    const filter = { partnerId: this.partner.id };
    return listPayouts(partners.staff().session, {
      filter,
      visibility: 'all',
      order: PAYOUT_ORDERS.payoutDateDesc,
      page: { first: 100 },
    });
  }
}

test('after any history payouts are the sum of their commissions, and metrics, commissions and payouts agree to the cent', async () => {
  let completed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 10, maxLength: 45 }), async (steps) => {
      const partner = await partners.partner({ holdingPeriodDays: 1 });
      const { organizationId } = await partners.account(partner);
      const history = new History(partner, organizationId);
      const periodStart = partners.clock.now();
      for (const step of steps) await history.take(step);
      const [{ rows: commissions }, { rows: payouts }] = [await history.commissions(), await history.payouts()];
      const proof = await provePayouts(partners.staff(), partner.id);
      assert.deepEqual([proof.differences, proof.payoutCount], [[], payouts.length]);
      const { byCurrency } = await partnerRevenueMetrics(partners.staff(), { partnerId: partner.id, periodStart });
      for (const currency of CURRENCIES) {
        const sum = (amounts: readonly Money[]) =>
          Money.sum(
            amounts.filter((amount) => amount.currency === currency),
            currency,
          );
        const live = commissions.filter(({ status }) => ['pending', 'approved', 'paid'].includes(status));
        const paidOut = sum(payouts.filter(({ status }) => status === 'completed').map(({ totalAmount }) => totalAmount));
        const expected = {
          totalCommissions: sum(live.map(({ amount }) => amount)).toDecimalString(),
          totalPayouts: paidOut.toDecimalString(),
          pendingAmount: sum(live.filter(({ status }) => status !== 'paid').map(({ amount }) => amount)).toDecimalString(),
        };
        const zero = Money.zero(currency).toDecimalString();
        const { totalCommissions, totalPayouts, pendingAmount } = byCurrency.find((each) => each.currency === currency) ?? {
          totalCommissions: zero,
          totalPayouts: zero,
          pendingAmount: zero,
        };
        assert.deepEqual({ totalCommissions, totalPayouts, pendingAmount }, expected);
        assert.equal(totalCommissions, history.earned(currency).toDecimalString());
        assert.equal(
          totalCommissions,
          Money.of(totalPayouts, currency).plus(Money.of(pendingAmount, currency)).toDecimalString(),
        );
        completed += paidOut.isPositive() ? 1 : 0;
      }
    }),
    // Chance alone rarely completes a payout: one history that does is always among them.
    { numRuns: 25, examples: [[ONE_COMPLETED_PAYOUT]] },
  );
  assert.ok(completed > 0, 'no history completed a payout');
});
