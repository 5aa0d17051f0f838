import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ExecutionResult } from 'graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import type { SubgraphRuntime } from '../../../platform/server/subgraph-runtime.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';
import { TestBilling } from '../test-support/test-billing.ts';
import { cardFor, GRADUATED_PROJECTS, report, reported } from '../test-support/test-rate-cards.ts';

let billing: TestBilling;
let runtime: SubgraphRuntime;
before(async () => {
  billing = await TestBilling.create();
  runtime = billing.world.marketplace.subgraphs.get('billing')!;
});
after(() => billing.close());

type Stream = AsyncIterableIterator<ExecutionResult>;

async function subscribe(entity: BillingEntity, organizationId = entity.organizationId): Promise<Stream | ExecutionResult> {
  const identityToken = await billing.world.marketplace.signer.sign({
    actor: 'system/test',
    level: 'organization',
    userId: null,
    tenant: billing.tenant,
    organizationId,
    partnerId: null,
    testMode: false,
    permissions: [...PERMISSIONS],
  });
  return runtime.subscribe({
    query:
      'subscription ($id: ID!) { currentUsageChanged(entityId: $id) { amount { amount } lines { meter tiers { quantity amount { amount } } } } }',
    variables: { id: encodeId(ID_PREFIX.entity, entity.id) },
    identityToken,
    requestId: 'test',
  });
}

async function shown(stream: Stream | ExecutionResult): Promise<object> {
  const { value } = await (stream as Stream).next();
  assert.equal(value.errors, undefined, JSON.stringify(value.errors));
  return (JSON.parse(JSON.stringify(value.data)) as { currentUsageChanged: object }).currentUsageChanged;
}

test('shows what was used as it is, then after each batch, tier by tier; another organization is refused', async () => {
  const entity = await billing.entity({ organizationId: newId() });
  await cardFor(billing, entity, [GRADUATED_PROJECTS]);
  const stream = await subscribe(entity);
  assert.deepEqual(await shown(stream), { amount: { amount: '0.00' }, lines: [] });
  await report(
    billing,
    Array.from({ length: 12 }, () => reported(billing, entity)),
  );
  assert.deepEqual(await shown(stream), {
    amount: { amount: '116.00' },
    lines: [
      {
        meter: 'project_posted',
        tiers: [
          { quantity: '10', amount: { amount: '100.00' } },
          { quantity: '2', amount: { amount: '16.00' } },
        ],
      },
    ],
  });
  await (stream as Stream).return!();
  const refused = (await subscribe(entity, newId())) as ExecutionResult;
  assert.equal(refused.errors?.[0]?.extensions['code'], 'NOT_FOUND');
});
