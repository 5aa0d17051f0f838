import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { systemClock } from '../../platform/context/clock.ts';
import { SocketClient } from '../support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

let world: TestWorld;
let gateway: TestGateway;
let blocks: string[];

before(async () => {
  world = await createTestWorld();
  gateway = await startTestGateway(world, systemClock);
  const readme = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
  blocks = [...readme.matchAll(/```graphql\n([\s\S]*?)```/g)].map((match) => match[1]!);
});
after(async () => {
  await gateway.stop();
  await world.close();
});

/** The operation of the README that has this root field. */
function operation(rootField: string): string {
  const found = blocks.find((block) => block.includes(`${rootField}(`) || block.includes(`${rootField} {`));
  assert.ok(found, `the README has no operation ${rootField}`);
  return found;
}

test('every operation of the README’s tour works, in the order it is told', async () => {
  const accept = async (token: string): Promise<string> =>
    (await gateway.ask<{ accessToken: string }>(operation('acceptInvitation'), { variables: { token } })).accessToken;
  const tenant = await gateway.ask<{ adminInvitation: { acceptToken: string } }>(operation('createTenant'), {
    token: gateway.operatorToken,
  });
  const admin = await accept(tenant.adminInvitation.acceptToken);
  const organization = await gateway.ask<{ organization: { id: string }; ownerInvitation: { acceptToken: string } }>(
    operation('createOrganization'),
    {
      token: admin,
    },
  );
  const owner = await accept(organization.ownerInvitation.acceptToken);
  const { rateSheet } = await gateway.ask<{ rateSheet: { id: string } }>(operation('createRateSheet'), { token: admin });
  await gateway.ask(operation('createCarrierConnection'), { token: owner, variables: { sheet: rateSheet.id } });
  const { entity } = await gateway.ask<{ entity: { id: string } }>(operation('createEntity'), { token: owner });
  await gateway.ask(operation('grantCredits'), { token: admin, variables: { entity: entity.id } });
  const { quote } = await gateway.ask<{ quote: { rates: { id: string }[] } }>(operation('requestQuotes'), { token: owner });
  const { shipment } = await gateway.ask<{ shipment: { status: string } }>(operation('purchaseShipment'), {
    token: owner,
    variables: { rate: quote.rates[0]!.id },
  });
  assert.equal(shipment.status, 'CREATED');
  const { totalCount } = await gateway.ask<{ totalCount: number }>(operation('shipments'), { token: owner });
  assert.equal(totalCount, 1);
  await followTheMoney({ admin, owner, entityId: entity.id, organizationId: organization.organization.id });
  const socket = await SocketClient.connect(gateway.url, owner);
  const live = await socket.start(operation('usageMetrics')).data<{ usageMetrics: { organization: { name: string } } }>();
  assert.equal(live.usageMetrics.organization.name, 'Maple Crafts');
  await socket.close();
});

/** The second half of the tour: invoice, payment, partner, payout, marketplace. */
async function followTheMoney(shop: { admin: string; owner: string; entityId: string; organizationId: string }): Promise<void> {
  const { admin: token, owner, entityId, organizationId } = shop;
  await world.settle();
  const { partner } = await gateway.ask<{ partner: { id: string } }>(operation('createPartner'), { token });
  await gateway.ask(operation('assignPartnerAccount'), {
    token,
    variables: { partner: partner.id, organization: organizationId },
  });
  const usage = await gateway.ask<{ lines: { eventType: string }[] }>(operation('currentUsage'), {
    token: owner,
    variables: { entity: entityId },
  });
  assert.ok(usage.lines.some((line) => line.eventType === 'shipment_purchased'));
  const variables = { entity: entityId, until: new Date().toISOString() };
  const { invoice } = await gateway.ask<{ invoice: { id: string } }>(operation('generateInvoice'), { token, variables });
  await gateway.ask(operation('finalizeInvoice'), { token, variables: { invoice: invoice.id } });
  const paid = await gateway.ask<{ payment: { status: string } }>(operation('payInvoice'), {
    token: owner,
    variables: { invoice: invoice.id },
  });
  assert.equal(paid.payment.status, 'SUCCEEDED');
  await world.settle();
  await gateway.ask(operation('createPayoutBatch'), { token, variables: { partner: partner.id } });
  const metrics = await gateway.ask<{ totalCommissions: string }>(operation('partnerRevenueMetrics'), {
    token,
    variables: { partner: partner.id },
  });
  assert.notEqual(Number(metrics.totalCommissions), 0);
  const seen = await gateway.ask<{ totalShipments: number }>(operation('marketplaceAnalytics'), { token });
  assert.equal(seen.totalShipments, 1);
}
