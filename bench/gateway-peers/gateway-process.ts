import { line, load, type LoadFigures } from '../support/load.ts';
import { GATEWAYS, type Surroundings } from './gateways.ts';
import { SCENARIOS } from './scenarios.ts';

/** Which gateway a process is to be; it says so when it is. */
export interface GatewayOrder extends Surroundings {
  gateway: string;
}

/** One round of one scenario. */
export interface RoundOrder {
  scenario: number;
  requests: number;
  concurrency: number;
}

process.once('message', (order: GatewayOrder) => void serve(order));

async function serve(order: GatewayOrder): Promise<void> {
  const { url, token } = await GATEWAYS[order.gateway]!(order);
  let sent = 0;
  process.on('message', (round: RoundOrder) => {
    const scenario = SCENARIOS[round.scenario]!;
    const bodies = Array.from({ length: round.requests }, () => scenario.body((sent += 1)));
    void load({ url, ...(token ? { token } : {}), bodies, concurrency: round.concurrency }).then((figures) => {
      console.log(line(`  ${order.gateway}, ${scenario.name}`, figures));
      if (figures.firstFailure) console.log(`  first failure: ${figures.firstFailure}`);
      process.send!({ ...figures, answers: [] } satisfies LoadFigures);
    });
  });
  process.once('disconnect', () => process.exit(0));
  process.send!('ready');
}
