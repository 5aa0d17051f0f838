import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { liveTopic } from '../../../platform/events/live-topic.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { createCarrierConnection } from '../connections/create-carrier-connection.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import {
  aConsignment,
  anEntityWith,
  aShipper,
  connectSandbox,
  connectUsps,
  LOS_ANGELES,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import { quoteStatus } from './quote-status.ts';
import { quoteTopic } from './quote-topic.ts';
import { findQuotes, findRatesOfQuotes, type QuoteRow } from './quotes.query.ts';
import { requestQuotes } from './request-quotes.ts';
import { watchQuote } from './watch-quote.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());

/** Waits, change by change, until every connection has answered. */
async function filled(shipper: Shipper, quoteId: string): Promise<QuoteRow> {
  const { tenant, organizationId } = shipper;
  const changes = shipper
    .context()
    .topics.watch(liveTopic(quoteTopic(quoteId), { tenantId: tenant.id, organizationId, testMode: true }));
  for await (const _ of changes) {
    const [quote] = await findQuotes(shipper.context().session, [quoteId]);
    if (quote!.pendingConnections === 0) return quote!;
  }
  throw new Error('the topics were closed');
}

test('a quote that is not waited for is answered at once, fills connection by connection, and can be bought from', async () => {
  const shipper = await aShipper(world);
  await connectSandbox(shipper);
  await createCarrierConnection(shipper.context(), { carrier: 'sandbox', displayName: 'Second' });
  await anEntityWith(world, shipper, '100');
  const begun = await requestQuotes(shipper.context(), aConsignment({ wait: false }));
  assert.deepEqual([begun.pendingConnections, begun.rates.length, quoteStatus(begun, clock)], [2, 0, 'gathering']);
  const quote = await filled(shipper, begun.id);
  assert.equal(quoteStatus(quote, clock), 'open');
  const rates = await findRatesOfQuotes(shipper.context().session, [begun.id]);
  assert.equal(rates.length, 4);
  const shipment = await purchaseShipment(shipper.context(), { rateId: rates[0]!.id, idempotencyKey: 'k' });
  assert.equal(shipment.quoteId, begun.id);
});

test('a carrier that never answers is reported once it is no longer waited for', async () => {
  const shipper = await aShipper(world);
  await connectSandbox(shipper);
  const silent = { recipient: { ...LOS_ANGELES, street1: 'TIMEOUT' }, deadlineMs: 50, wait: false };
  const begun = await requestQuotes(shipper.context(), aConsignment(silent));
  const quote = await filled(shipper, begun.id);
  assert.deepEqual(
    quote.messages.map(({ code }) => code),
    ['CARRIER_TIMEOUT'],
  );
});

test('a quote whose process died while it was being filled is over when its carriers are no longer waited for', async () => {
  const shipper = await aShipper(world);
  const died = { isPurchased: false, expiresAt: new Date(clock.now().getTime() + 900_000), pendingConnections: 1 };
  assert.equal(quoteStatus({ ...died, gatheredBy: new Date(clock.now().getTime() + 1) }, clock), 'gathering');
  assert.equal(quoteStatus({ ...died, gatheredBy: clock.now() }, clock), 'open');
  await assert.rejects(watchQuote(shipper.context(), '01890000-0000-7000-8000-000000000000'), { code: 'NOT_FOUND' });
});

test('a price list offers nothing beyond carriage that it has no price for and says so, a service at a time, beside what others offer; a deadline out of range is refused', async () => {
  const shipper = await aShipper(world);
  await connectUsps(world, shipper);
  await connectSandbox(shipper);
  const quote = await requestQuotes(shipper.context(), aConsignment({ options: { signature: 'adult' } }));
  assert.deepEqual(
    quote.messages.filter(({ carrierName }) => carrierName !== 'Sandbox').map(({ code, field }) => [code, field]),
    [
      ['OPTION_UNSUPPORTED', 'options.signature'],
      ['OPTION_UNSUPPORTED', 'options.signature'],
    ],
  );
  assert.ok(quote.rates.length > 0);
  assert.ok(quote.rates.every(({ surcharges }) => surcharges.some(({ code }) => code === 'signature')));
  for (const deadlineMs of [9, 10_001, 0.5])
    await assert.rejects(requestQuotes(shipper.context(), aConsignment({ deadlineMs })), { field: 'deadlineMs' });
});
