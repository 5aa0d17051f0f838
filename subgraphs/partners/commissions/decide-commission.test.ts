import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '../../../platform/ids/public-id.ts';
import { createPayoutBatch } from '../payouts/create-payout-batch.ts';
import { TestPartners } from '../test-support/test-partners.ts';
import { approvePartnerCommission, rejectPartnerCommission } from './decide-commission.ts';
import { reversePartnerCommission } from './reverse-partner-commission.ts';

let partners: TestPartners;
let partnerId: string;
let organizationId: string;
before(async () => {
  partners = await TestPartners.create();
});
beforeEach(async () => {
  partners.tenant = await partners.world.createTenant();
  const partner = await partners.partner({ holdingPeriodDays: 14 });
  partnerId = partner.id;
  organizationId = (await partners.account(partner)).organizationId;
});
after(() => partners.close());

test('staff approve a held commission early, once, with an event and an audit row', async () => {
  const id = await partners.earn({ organizationId, amount: '100.00' });
  await assert.rejects(createPayoutBatch(partners.staff(), { partnerId }), { code: 'NOTHING_TO_PAY' });
  const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => approvePartnerCommission(partners.staff(), id)));
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  await assert.rejects(approvePartnerCommission(partners.staff(), id), { code: 'ILLEGAL_STATUS_MOVE', field: 'id' });
  assert.deepEqual(await partners.booked(), ['approved 10 USD']);
  assert.deepEqual(await partners.published(), ['partner.commission.created 10.00', 'partner.commission.approved 10.00']);
  const audited = await partners.world.inspect<{ before: string; after: string }>(
    `select changes->'before'->>'status' as before, changes->'after'->>'status' as after from platform.audit_log
      where resource_id = $1 and action = 'partner_commission.approved'`,
    [id],
  );
  assert.deepEqual(audited, [{ before: 'pending', after: 'approved' }]);
});

test('a rejected commission stays rejected: not approved, not reversed, not paid', async () => {
  const id = await partners.earn({ organizationId, amount: '100.00' });
  const rejected = await rejectPartnerCommission(partners.staff(), { id, reason: ' Own account ' });
  assert.deepEqual([rejected.status, rejected.reason], ['rejected', 'Own account']);
  await assert.rejects(approvePartnerCommission(partners.staff(), id), { code: 'ILLEGAL_STATUS_MOVE' });
  await assert.rejects(reversePartnerCommission(partners.staff(), { id, reason: 'Refunded' }), { code: 'ILLEGAL_STATUS_MOVE' });
  partners.clock.advance(15 * 86_400_000);
  await partners.approveHeld();
  assert.deepEqual(await partners.booked(), ['rejected 10 USD']);
  await assert.rejects(createPayoutBatch(partners.staff(), { partnerId }), { code: 'NOTHING_TO_PAY' });
});

test('an approved commission cannot be rejected, a pending one can be taken back', async () => {
  const [approved, pending] = [
    await partners.earn({ organizationId, amount: '100.00' }),
    await partners.earn({ organizationId, amount: '200.00' }),
  ];
  await approvePartnerCommission(partners.staff(), approved);
  await assert.rejects(rejectPartnerCommission(partners.staff(), { id: approved, reason: 'Late' }), {
    code: 'ILLEGAL_STATUS_MOVE',
  });
  await reversePartnerCommission(partners.staff(), { id: pending, reason: 'Refunded' });
  assert.deepEqual(await partners.booked(), ['approved 10 USD', 'reversed 20 USD']);
});

test('refuses commissions that are unknown, of another tenant or of the other mode, and reasons that say nothing', async () => {
  const id = await partners.earn({ organizationId, amount: '100.00' });
  const foreign = partners.staff({ tenant: await partners.world.createTenant() });
  for (const context of [foreign, partners.staff({ testMode: true })]) {
    await assert.rejects(approvePartnerCommission(context, id), { code: 'NOT_FOUND', field: 'id' });
    await assert.rejects(rejectPartnerCommission(context, { id, reason: 'No' }), { code: 'NOT_FOUND', field: 'id' });
    await assert.rejects(reversePartnerCommission(context, { id, reason: 'No' }), { code: 'NOT_FOUND', field: 'id' });
  }
  await assert.rejects(approvePartnerCommission(partners.staff(), newId()), { code: 'NOT_FOUND' });
  await assert.rejects(rejectPartnerCommission(partners.staff(), { id, reason: '  ' }), {
    code: 'VALIDATION_FAILED',
    field: 'reason',
  });
  assert.deepEqual(await partners.booked(), ['pending 10 USD']);
});
