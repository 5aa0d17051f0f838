import { GraphqlClient } from '../../host/seed/graphql-client.ts';
import type { TestGateway } from '../../test/support/test-gateway.ts';
import type { BenchPlatform } from './bench-platform.ts';

/** The platform as the set-up of tests and benchmarks asks it. */
export function benchClient(platform: BenchPlatform): Pick<TestGateway, 'ask' | 'operatorToken'> {
  const client = new GraphqlClient(platform.url);
  return { operatorToken: platform.operatorToken, ask: (query, options = {}) => client.ask(query, options) };
}
