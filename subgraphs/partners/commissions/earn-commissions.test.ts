import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../../platform/ids/public-id.ts';
import { endPartnerAccount } from '../accounts/end-partner-account.ts';
import { updatePartner } from '../partners/update-partner.ts';
import { createPayoutBatch } from '../payouts/create-payout-batch.ts';
import { TestPartners } from '../test-support/test-partners.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let partners: TestPartners;
before(async () => {
  partners = await TestPartners.create();
});
beforeEach(async () => {
  partners.tenant = await partners.world.createTenant();
});
after(() => partners.close());

const FIRST_PAYMENT = { kind: 'percentage' as const, rate: '0.1', recurrence: 'first_payment' as const };

async function skips(): Promise<string[]> {
  const rows = await partners.world.inspect<{ skip: string }>(
    `select trim_scale(total) || ' ' || currency || ' ' || skip_reason as skip from ${partners.tenant.schema}.partner_paid_invoices
      where skip_reason is not null order by 1`,
  );
  return rows.map(({ skip }) => skip);
}

test('makes one approved commission of a paid invoice, with two events and an audit row', async () => {
  const partner = await partners.partner();
  const { organizationId, id: accountId } = await partners.account(partner);
  const event = partners.paid({ organizationId, amount: '1234.56' });
  await partners.deliver(event);
  assert.deepEqual(await partners.booked(), ['approved 123.46 USD']);
  assert.deepEqual(await partners.published(), ['partner.commission.created 123.46', 'partner.commission.approved 123.46']);
  const [commission] = await partners.world.inspect<object>(
    `select partner_id, account_id, organization_id, event_type, event_date, trim_scale(invoice_total) as invoice_total,
      trim_scale(commission_rate) as rate, held_until from ${partners.tenant.schema}.partner_commissions`,
  );
  assert.deepEqual(commission, {
    partner_id: partner.id,
    account_id: accountId,
    organization_id: organizationId,
    event_type: 'invoice_payment',
    event_date: partners.clock.now(),
    invoice_total: '1234.56',
    rate: '0.1',
    held_until: partners.clock.now(),
  });
  const audited = await partners.world.inspect<{ actor: string; organization_id: string | null }>(
    `select actor, organization_id from platform.audit_log where tenant_id = $1 and action = 'partner_commission.created'`,
    [partners.tenant.id],
  );
  assert.deepEqual(audited, [{ actor: 'system/partners.earn-commissions', organization_id: null }]);
  const [outbox] = await partners.world.inspect<{ cause_id: string; organization_id: string | null }>(
    `select cause_id, organization_id from platform.outbox where tenant_id = $1 and type = 'partner.commission.created'`,
    [partners.tenant.id],
  );
  assert.deepEqual(outbox, { cause_id: event.id, organization_id: null });
});

test('an invoice makes one commission however often and under however many event ids it is told of', async () => {
  const { organizationId } = await partners.account(await partners.partner());
  const invoiceId = newId();
  const tell = () => partners.paid({ organizationId, amount: '100.00', invoiceId });
  const event = tell();
  await partners.deliver(event, event, tell());
  await partners.deliver(event);
  await partners.deliver(tell());
  assert.deepEqual(await partners.booked(), ['approved 10 USD']);
  assert.equal((await partners.published()).length, 2);
});

test('earns for whoever had the organization when it paid: from the start of the account to the instant before its end', async () => {
  const [first, second] = [await partners.partner(), await partners.partner({ currency: 'EUR' })];
  const account = await partners.account(first);
  const { organizationId } = account;
  const startedAt = partners.clock.now();
  partners.clock.advance(DAY_MS);
  const endedAt = partners.clock.now();
  await endPartnerAccount(partners.staff(), account.id);
  const pay = (paidAt: Date) => partners.paid({ organizationId, amount: '100.00', paidAt });
  await partners.deliver(
    pay(new Date(startedAt.getTime() - 1)),
    pay(startedAt),
    pay(new Date(endedAt.getTime() - 1)),
    pay(endedAt),
    partners.paid({ organizationId: newId(), amount: '100.00' }),
  );
  const owners = await partners.world.inspect<{ partner_id: string; event_date: Date }>(
    `select partner_id, event_date from ${partners.tenant.schema}.partner_commissions order by event_date`,
  );
  assert.deepEqual(owners, [
    { partner_id: first.id, event_date: startedAt },
    { partner_id: first.id, event_date: new Date(endedAt.getTime() - 1) },
  ]);
  assert.notEqual(first.id, second.id);
});

test('keeps why an invoice earned nothing', async () => {
  const fixed = await partners.partner({
    commissionRule: { kind: 'fixed', amount: '5.00', recurrence: 'recurring', recurringMonths: 1 },
  });
  const share = await partners.partner({ commissionRule: FIRST_PAYMENT });
  const [one, other] = [await partners.account(fixed), await partners.account(share)];
  const later = new Date(partners.clock.now().getTime() + 40 * DAY_MS);
  await partners.deliver(
    partners.paid({ organizationId: one.organizationId, amount: '70.00' }),
    partners.paid({ organizationId: one.organizationId, amount: '71.00', currency: 'EUR' }),
    partners.paid({ organizationId: one.organizationId, amount: '72.00', paidAt: later }),
    partners.paid({ organizationId: other.organizationId, amount: '0.00' }),
    partners.paid({ organizationId: other.organizationId, amount: '0.01' }),
    partners.paid({ organizationId: other.organizationId, amount: '80.00', paidAt: later }),
  );
  assert.deepEqual(await partners.booked(), ['approved 5 USD']);
  assert.deepEqual(await skips(), [
    '0 USD nothing_paid',
    '0.01 USD rounds_to_zero',
    '71 EUR other_currency',
    '72 USD after_last_month',
    '80 USD not_first_payment',
  ]);
});

test('pays by the rule that counted when the invoice was paid, also when it is heard of after a change', async () => {
  const partner = await partners.partner();
  const { organizationId } = await partners.account(partner);
  const paidAt = partners.clock.now();
  partners.clock.advance(HOUR_MS);
  await updatePartner(partners.staff(), {
    id: partner.id,
    commissionRule: { kind: 'percentage', rate: '0.2', recurrence: 'recurring' },
  });
  partners.clock.advance(HOUR_MS);
  await updatePartner(partners.staff(), {
    id: partner.id,
    name: 'Renamed',
    commissionRule: { kind: 'fixed', amount: '7.00', recurrence: 'recurring' },
  });
  const pay = (at: Date) => partners.paid({ organizationId, amount: '100.00', paidAt: at });
  const between = new Date(paidAt.getTime() + HOUR_MS);
  await partners.deliver(pay(partners.clock.now()), pay(between), pay(paidAt));
  assert.deepEqual(await partners.booked(), ['approved 10 USD', 'approved 20 USD', 'approved 7 USD']);
});

test('holds commissions for the holding period, to the instant, and then the job approves them once', async () => {
  const partner = await partners.partner({ holdingPeriodDays: 30 });
  const { organizationId } = await partners.account(partner);
  await partners.earn({ organizationId, amount: '50.00' });
  partners.clock.advance(30 * DAY_MS - 1);
  await partners.approveHeld();
  assert.deepEqual(await partners.booked(), ['pending 5 USD']);
  partners.clock.advance(1);
  await partners.approveHeld(true);
  assert.deepEqual(await partners.booked(), ['pending 5 USD']);
  await partners.approveHeld();
  await partners.approveHeld();
  assert.deepEqual(await partners.booked(), ['approved 5 USD']);
  assert.deepEqual(await partners.published(), ['partner.commission.created 5.00', 'partner.commission.approved 5.00']);
  const late = new Date(partners.clock.now().getTime() - 31 * DAY_MS);
  await partners.world.inspect(`update ${partners.tenant.schema}.partner_accounts set started_at = $1`, [late]);
  await partners.earn({ organizationId, amount: '60.00', paidAt: late });
  assert.deepEqual(await partners.booked(), ['approved 5 USD', 'approved 6 USD']);
});

test('a first payment that becomes known late takes the commission over, also from a payout', async () => {
  const partner = await partners.partner({ commissionRule: FIRST_PAYMENT });
  const [held, paidOut] = [await partners.account(partner), await partners.account(partner)];
  const earlier = partners.clock.now();
  partners.clock.advance(DAY_MS);
  await partners.earn({ organizationId: held.organizationId, amount: '300.00' });
  await partners.deliver(partners.paid({ organizationId: held.organizationId, amount: '200.00', paidAt: earlier }));
  assert.deepEqual(await partners.booked(), ['approved 20 USD', 'reversed 30 USD']);
  assert.deepEqual(await skips(), ['300 USD not_first_payment']);
  await partners.earn({ organizationId: paidOut.organizationId, amount: '500.00' });
  const payout = await createPayoutBatch(partners.staff(), { partnerId: partner.id });
  assert.equal(payout.totalAmount.toString(), '70.00 USD');
  await partners.deliver(partners.paid({ organizationId: paidOut.organizationId, amount: '400.00', paidAt: earlier }));
  assert.deepEqual(await partners.booked(), [
    'approved -50 USD',
    'approved 20 USD',
    'approved 40 USD',
    'approved 50 USD',
    'reversed 30 USD',
  ]);
});

test('whatever the order of its payments, an account earns on its first one alone, and the same sum', async () => {
  const partner = await partners.partner({ commissionRule: FIRST_PAYMENT });
  const orders = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 6, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(orders, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }), async (order, sizes) => {
      const { organizationId } = await partners.account(partner);
      const startedAt = partners.clock.now().getTime();
      const payments = [0, 1, 2, 3, 4, 5].map((place) =>
        partners.paid({ organizationId, amount: `${100 + place}.00`, paidAt: new Date(startedAt + place * HOUR_MS) }),
      );
      // Every payment at least once, some again, in any order and in batches of any size.
      const told = [...order, 0, 1, 2, 3, 4, 5].map((place) => payments[place]!);
      for (let start = 0, turn = 0; start < told.length; turn += 1) {
        const size = sizes[turn % sizes.length]!;
        await partners.deliver(...told.slice(start, start + size));
        start += size;
      }
      const invoices = payments.map(({ data }) => (data as { invoiceId: string }).invoiceId);
      const live = (await partners.commissions()).filter(
        ({ invoice_id, status }) => invoices.includes(invoice_id) && status !== 'reversed',
      );
      assert.deepEqual(
        live.map(({ invoice_id, amount }) => [invoices.indexOf(invoice_id), amount]),
        [[0, '10']],
      );
    }),
    { numRuns: 25 },
  );
});

test('takes as many statements for a batch of 60 invoices of 6 partners as for one of 2', async () => {
  const organizations: string[] = [];
  for (let made = 0; made < 6; made += 1) organizations.push((await partners.account(await partners.partner())).organizationId);
  const statementsOf = async (count: number): Promise<number> => {
    const events = Array.from({ length: count }, (_, index) =>
      partners.paid({ organizationId: organizations[index % 6]!, amount: '10.00' }),
    );
    const before = partners.world.statements();
    await partners.deliver(...events);
    return partners.world.statements() - before;
  };
  const few = await statementsOf(2);
  assert.equal(await statementsOf(60), few);
  assert.ok(few > 0 && few <= 12, `${few} statements`);
});

test('test and live invoices earn apart', async () => {
  const [live, tested] = [await partners.partner(), await partners.partner({}, true)];
  const organizationId = await partners.account(live).then((account) => account.organizationId);
  await partners.deliver(partners.paid({ organizationId, amount: '100.00', testMode: true }));
  assert.deepEqual(await partners.booked(), []);
  const account = await partners.account(tested);
  await partners.deliver(partners.paid({ organizationId: account.organizationId, amount: '40.00', testMode: true }));
  const rows = await partners.world.inspect(`select test_mode from ${partners.tenant.schema}.partner_commissions`);
  assert.deepEqual(rows, [{ test_mode: true }]);
});
