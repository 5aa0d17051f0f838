import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { InvoicePaid, type InvoicePaidData } from '../../../contracts/events/invoice-events.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { createPayoutBatch } from '../payouts/create-payout-batch.ts';
import { TestPartners } from '../test-support/test-partners.ts';

let partners: TestPartners;
before(async () => {
  partners = await TestPartners.create({ startsWorkers: true });
});
after(() => partners.close());

test('invoices that billing reports twice and in any order earn once each, while a payout is made again and again', async () => {
  const partner = await partners.partner();
  const { organizationId } = await partners.account(partner);
  const paid = Array.from({ length: 40 }, (_, index) => partners.paid({ organizationId, amount: `${index + 1}.00` }));
  const billing = partners.world.context('billing', { tenant: partners.tenant, organizationId });
  const told = [...paid.toReversed(), ...paid];
  const tell = async (): Promise<void> => {
    for (const event of told) {
      await billing.session.transaction(async (transaction) => {
        const data = event.data as InvoicePaidData;
        transaction.publish(newEvent(billing, InvoicePaid, { subject: event.subject, organizationId, data }));
      });
    }
  };
  const payouts: string[] = [];
  let isTelling = true;
  const pay = async (): Promise<void> => {
    while (isTelling) {
      const made = await createPayoutBatch(partners.staff(), { partnerId: partner.id }).catch(() => null);
      if (made) payouts.push(made.totalAmount.toDecimalString());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const payers = [pay(), pay()];
  await tell();
  await partners.world.settle();
  isTelling = false;
  await Promise.all(payers);
  await createPayoutBatch(partners.staff(), { partnerId: partner.id }).then(
    (made) => payouts.push(made.totalAmount.toDecimalString()),
    () => null,
  );
  // 10 % of 1 + 2 + … + 40.
  assert.equal((await partners.commissions()).length, 40);
  const [total] = await partners.world.inspect<{ claimed: string; paid: string; count: number }>(
    `select (select trim_scale(sum(amount))::text from ${partners.tenant.schema}.partner_commissions where payout_id is not null) as claimed,
      (select trim_scale(sum(total_amount))::text from ${partners.tenant.schema}.partner_payouts) as paid,
      (select count(*)::int from ${partners.tenant.schema}.partner_payouts) as count`,
  );
  assert.deepEqual(total, { claimed: '82', paid: '82', count: payouts.length });
});
