import type { AdjustableClock } from '../../platform/context/clock.ts';
import { DEMO_TENANTS, DEMO_WEEKS } from './demo-plan.ts';
import { GraphqlClient } from './graphql-client.ts';
import { seedTenant, type DemoTokens, type SeededOrganization } from './seed-marketplace.ts';
import { seedShipments } from './seed-shipments.ts';

const DAY_MS = 86_400_000;

/** Builds the demo marketplaces through the gateway, the clock set to the weeks they live through. */
export async function seedDemo(options: {
  url: string;
  operatorToken: string;
  clock: AdjustableClock;
  onProgress: (step: string) => void;
}): Promise<DemoTokens> {
  const client = new GraphqlClient(options.url);
  const start = startOfDay(options.clock.now().getTime() - DEMO_WEEKS * 7 * DAY_MS);
  options.clock.set(new Date(start));
  const tokens: DemoTokens = { operator: options.operatorToken };
  const organizations: SeededOrganization[] = [];
  for (const tenant of DEMO_TENANTS) organizations.push(...(await seedTenant(client, tenant, options.operatorToken, tokens)));
  options.onProgress('demo marketplaces are set up');
  const shipments = await seedShipments(client, organizations, options.clock, start);
  options.onProgress(`${shipments} demo shipments over ${DEMO_WEEKS} weeks are bought`);
  options.clock.release();
  return tokens;
}

function startOfDay(time: number): number {
  return time - (time % DAY_MS);
}
