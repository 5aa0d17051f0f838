import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AddonApplied, AddonReversed, CommissionEarned, CommissionReversed } from '../../../contracts/events/addon-events.ts';
import type { EventDefinition } from '../../../contracts/events/envelope.ts';
import {
  PartnerCommissionApproved,
  PartnerCommissionReversed,
  PartnerPayoutCompleted,
  PartnerPayoutCreated,
  PartnerPayoutFailed,
} from '../../../contracts/events/partner-events.ts';
import { tenantScope } from '../../../platform/database/database.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { findTransactionsOfCauses } from './ledger-transactions.query.ts';
import { postFactsConsumer } from './post-facts.ts';
import { proveLedger } from './prove-ledger.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const usd = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'USD' });

function event<Data>({ type, data: schema }: EventDefinition<Data>, data: Data): DeliveredEvent {
  return {
    id: newId(),
    type,
    version: 1,
    subject: 'test/1',
    tenantId: billing.tenant.id,
    organizationId: type.startsWith('partner') ? null : billing.organizationId,
    testMode: false,
    actor: 'system/test',
    causeId: null,
    occurredAt: billing.clock.now(),
    data: schema.parse(data),
  };
}

async function deliver(...events: DeliveredEvent[]): Promise<void> {
  const { database } = billing.world.marketplace.subgraphs.get('billing')!;
  await database
    .session(tenantScope(billing.tenant, false))
    .transaction((transaction) => postFactsConsumer.consume(transaction, events, billing.clock));
}

async function posted(causeId: Uuid): Promise<string[]> {
  const found = await findTransactionsOfCauses(billing.staff().session, [causeId]);
  return found.map((row) => `${row.kind}: ${row.debitAccount} > ${row.creditAccount} ${Number(row.amount)}`);
}

const place = { shipmentId: newId(), connectionId: newId(), carrierName: 'usps', addonId: newId(), addonName: 'Handling' };

function application(amount: string, reversesId?: Uuid) {
  const data = {
    ...place,
    applicationId: newId(),
    addonType: 'fixed' as const,
    service: 'ground',
    amount: usd(amount),
    commissionAmount: usd('0'),
  };
  return reversesId ? event(AddonReversed, { ...data, reversesId }) : event(AddonApplied, data);
}

function commission(amount: string, recipientOrganizationId: Uuid | null, reversesId?: Uuid) {
  const data = {
    ...place,
    applicationId: newId(),
    commissionId: newId(),
    amount: usd(amount),
    baseAmount: usd('5'),
    rate: '0.1',
    recipientOrganizationId,
  };
  return reversesId ? event(CommissionReversed, { ...data, reversesId }) : event(CommissionEarned, data);
}

const idOf = (from: DeliveredEvent, name: string): Uuid => (from.data as Record<string, Uuid>)[name]!;

test('posts what addons bring and what commission they cost, and the reverse when they are taken back; an amount of nothing posts nothing', async () => {
  const applied = application('0.50');
  const earned = commission('0.05', null);
  const toOrganization = commission('0.07', billing.organizationId);
  const nothing = commission('0.00', null);
  await deliver(applied, earned, toOrganization, nothing);
  assert.deepEqual(await posted(idOf(applied, 'applicationId')), ['addon.applied: revenue > addon_revenue 0.5']);
  assert.deepEqual(await posted(idOf(earned, 'commissionId')), ['commission.earned: commissions > commission_payable 0.05']);
  assert.deepEqual(await posted(idOf(nothing, 'commissionId')), []);
  const reversed = application('-0.50', idOf(applied, 'applicationId'));
  const takenBack = commission('-0.05', null, idOf(earned, 'commissionId'));
  await deliver(reversed, takenBack);
  assert.deepEqual(await posted(idOf(reversed, 'applicationId')), ['addon.reversed: addon_revenue > revenue 0.5']);
  assert.deepEqual(await posted(idOf(takenBack, 'commissionId')), ['commission.reversed: commission_payable > commissions 0.05']);
});

test('posts a fact once, however often it is told', async () => {
  const earned = commission('0.09', null);
  await deliver(earned, earned);
  await deliver({ ...earned, id: newId() });
  assert.equal((await posted(idOf(earned, 'commissionId'))).length, 1);
});

test('owes a partner what is approved, less what is taken back; what was never approved is not taken back', async () => {
  const partnerId = newId();
  const facts = (amount: string) => ({
    commissionId: newId(),
    partnerId,
    organizationId: newId(),
    invoiceId: newId(),
    amount: usd(amount),
  });
  const [kept, back, never] = [facts('10.00'), facts('4.00'), facts('2.00')];
  await deliver(
    event(PartnerCommissionApproved, kept),
    event(PartnerCommissionApproved, back),
    event(PartnerCommissionReversed, back),
  );
  await deliver(event(PartnerCommissionReversed, never), event(PartnerCommissionReversed, back));
  assert.deepEqual(await posted(back.commissionId), [
    'partner_commission.approved: partner_commissions > partner_payable 4',
    'partner_commission.reversed: partner_payable > partner_commissions 4',
  ]);
  assert.deepEqual(await posted(never.commissionId), []);
  const payout = { payoutId: newId(), partnerId, total: usd('10.00'), commissionCount: 1 };
  await deliver(event(PartnerPayoutCreated, payout));
  await deliver(event(PartnerPayoutFailed, { ...payout, status: 'failed', reason: 'the bank said no' }));
  const again = { ...payout, payoutId: newId() };
  await deliver(event(PartnerPayoutCreated, again), event(PartnerPayoutCompleted, again));
  assert.deepEqual(await posted(payout.payoutId), [
    'payout.created: partner_payable > payouts_in_transit 10',
    'payout.failed: payouts_in_transit > partner_payable 10',
  ]);
  assert.deepEqual(await posted(again.payoutId), [
    'payout.created: partner_payable > payouts_in_transit 10',
    'payout.completed: payouts_in_transit > cash 10',
  ]);
  const proof = await proveLedger(billing.staff(), { limit: 1000 });
  assert.equal(proof.isIntact, true);
  const owed = proof.totals.find((total) => total.account === 'partner_payable')!;
  assert.equal(Number(owed.credits) - Number(owed.debits), 0);
});
