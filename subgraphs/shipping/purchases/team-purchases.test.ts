import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { encodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { addOrganization } from '../../../test/support/add-organization.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { aConsignment, anEntityWith, aShipper, connectSandbox, type Shipper } from '../test-support/shipping-fixtures.ts';
import { purchaseShipment } from './purchase-shipment.ts';

let world: TestWorld;
let shipper: Shipper;
let teamId: Uuid;

// Sandbox ground is 6.00 for two pounds: the team's 15.00 are for two labels.
before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  shipper = await aShipper(world);
  await addOrganization(world, shipper.tenant, shipper.organizationId);
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '100');
  teamId = await aTeam({ amount: '15.00', currency: 'USD' });
});
after(() => world.close());

async function aTeam(creditLimit: object): Promise<Uuid> {
  const { tenant, testMode } = shipper.identity;
  const input = {
    organizationId: encodeId(ID_PREFIX.organization, shipper.organizationId),
    name: `Team ${newId()}`,
    creditLimit,
  };
  const { createTeam } = await answerOf<{ createTeam: { team: { id: string } } }>(
    world,
    'billing',
    { tenant: tenant!, testMode: testMode! },
    {
      query: `mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } errors { code } } }`,
      variables: { input },
    },
  );
  const [row] = await world.inspect<{ id: Uuid }>(`select id from "${shipper.tenant.schema}".teams where name = $1`, [
    input.name,
  ]);
  assert.equal(encodeId(ID_PREFIX.team, row!.id), createTeam.team.id);
  return row!.id;
}

async function buy(facts: { teamId?: Uuid } = { teamId }, key: string = newId()): Promise<string> {
  const quote = await requestQuotes(shipper.context(), aConsignment({ services: ['sandbox_ground'] }));
  const command = { rateId: quote.rates[0]!.id, idempotencyKey: key, ...facts };
  return purchaseShipment(shipper.context(), command).then(
    () => 'bought',
    (error: unknown) => {
      if (error instanceof DomainError) return `${error.details()[0]!.code} ${error.field}`;
      throw error;
    },
  );
}

test('buys labels for a team within its limit, also at once, and refuses the one beyond it', async () => {
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => buy()));
  assert.deepEqual(outcomes.toSorted(), [
    'LIMIT_REACHED entityId',
    'LIMIT_REACHED entityId',
    'LIMIT_REACHED entityId',
    'bought',
    'bought',
  ]);
  assert.equal(await buy({}), 'bought');
  const [usage] = await world.inspect<{ used: string }>(`select sum(used) as used from billing.team_usages where team_id = $1`, [
    teamId,
  ]);
  assert.equal(Number(usage!.used), 12);
});

test('refuses a team that is not there, in the name of the team', async () => {
  assert.equal(await buy({ teamId: newId() }), 'NOT_FOUND teamId');
});
