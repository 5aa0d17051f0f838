import { ManualClock } from '../../../platform/context/clock.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../support/test-world.ts';
import { readContract, type Contract } from '../engine/contract.ts';
import { Client } from './client.ts';
import { furnish } from './make-side.ts';
import { makeOrganization } from './organization-place.ts';
import { Side } from './side.ts';
import { makeTenant } from './tenant-place.ts';

const IDENTITY_REMEMBERED_MS = 500;

/** Two tenants, one of them with two organizations, and rows on every side, all made through the gateway. */
export interface IsolationWorld {
  world: TestWorld;
  gateway: TestGateway;
  client: Client;
  contract: Contract;
  clock: ManualClock;
  /** The data that wrong callers are after. */
  owner: Side;
  /** The same organization in test mode. */
  ownerInTest: Side;
  /** Another organization of the same tenant. */
  neighbour: Side;
  /** An organization of another tenant. */
  foreigner: Side;
  close(): Promise<void>;
}

/** Builds the world; `alter` may change the subgraphs before the gateway starts. */
export async function makeIsolationWorld(alter: (world: TestWorld) => void = () => {}): Promise<IsolationWorld> {
  const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
  const world = await createTestWorld({ clock });
  alter(world);
  const gateway = await startTestGateway(world, clock, {
    identityRememberedMs: IDENTITY_REMEMBERED_MS,
    // Everything is asked for at once here; what that may cost has tests of its own.
    limits: false,
  });
  const contract = await readContract([...world.marketplace.subgraphs.keys()]);
  const client = new Client(gateway, contract);
  const operator = { token: gateway.operatorToken };
  const north = await makeTenant(client, operator, 'xqnorth');
  const south = await makeTenant(client, operator, 'xqsouth');
  const amber = await makeOrganization(client, north, 'xqamber');
  const birch = await makeOrganization(client, north, 'xqbirch');
  const cobalt = await makeOrganization(client, south, 'xqcobalt');
  const parts = { client, world, clock, operator };
  return {
    world,
    gateway,
    client,
    contract,
    clock,
    owner: await furnish(new Side({ ...parts, organization: amber, testMode: false }), { hasPartner: true }),
    ownerInTest: await furnish(new Side({ ...parts, organization: amber, testMode: true }), { hasPartner: true }),
    neighbour: await furnish(new Side({ ...parts, organization: birch, testMode: false }), { hasPartner: false }),
    foreigner: await furnish(new Side({ ...parts, organization: cobalt, testMode: false }), { hasPartner: true }),
    async close() {
      await gateway.stop();
      await world.close();
    },
  };
}
