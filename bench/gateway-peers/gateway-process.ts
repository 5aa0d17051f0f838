import { line, load } from '../support/load.ts';
import { GATEWAYS, type Surroundings } from './gateways.ts';
import { SCENARIOS } from './scenarios.ts';

/** What one gateway process is to do. */
export interface GatewayOrder extends Surroundings {
  gateway: string;
  requests: number;
  rounds: number;
  concurrency: number;
}

/** What a scenario cost: the best of the rounds, as noise only ever adds. */
export interface ScenarioCost {
  scenario: string;
  cpuMs: number;
  requestsPerSecond: number;
  failures: number;
}

process.once('message', (order: GatewayOrder) => {
  void measure(order).then((costs) => process.send!(costs, () => process.exit(0)));
});

async function measure(order: GatewayOrder): Promise<ScenarioCost[]> {
  const { url, token } = await GATEWAYS[order.gateway]!(order);
  let sent = 0;
  const bodies = (scenario: (typeof SCENARIOS)[number], count: number): ReturnType<typeof scenario.body>[] =>
    Array.from({ length: count }, () => scenario.body((sent += 1)));
  const costs: ScenarioCost[] = [];
  for (const scenario of SCENARIOS) {
    await load({ url, ...(token ? { token } : {}), bodies: bodies(scenario, order.requests), concurrency: order.concurrency });
    const rounds = [];
    for (let round = 0; round < order.rounds; round += 1) {
      const figures = await load({
        url,
        ...(token ? { token } : {}),
        bodies: bodies(scenario, order.requests),
        concurrency: order.concurrency,
      });
      console.log(line(`  ${order.gateway}, ${scenario.name}`, figures));
      if (figures.firstFailure) console.log(`  first failure: ${figures.firstFailure}`);
      rounds.push(figures);
    }
    costs.push({
      scenario: scenario.name,
      cpuMs: Math.min(...rounds.map((figures) => figures.cpuMsPerRequest)),
      requestsPerSecond: Math.max(...rounds.map((figures) => figures.requestsPerSecond)),
      failures: rounds.reduce((sum, figures) => sum + figures.failures, 0),
    });
  }
  return costs;
}
