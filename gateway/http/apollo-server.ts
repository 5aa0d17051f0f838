import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from '@apollo/server';
import type { Logger } from 'pino';
import { clientError } from '../client-error.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { quietLogger } from './quiet-logger.ts';

// A page of a console asks with a few hundred; thousands of aliases are no page.
const MOST_TOKENS = 4_000;

/** The GraphQL server in front of the supergraph: parses, validates, runs the plugins, and masks what went wrong inside. */
export function createApolloServer(options: {
  gateway: ApolloServerOptionsWithGateway<GatewayContext>['gateway'];
  plugins: ApolloServerPlugin<GatewayContext>[];
  log: Logger;
}): ApolloServer<GatewayContext> {
  return new ApolloServer<GatewayContext>({
    gateway: options.gateway,
    plugins: options.plugins,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    // Whoever started the gateway stops it, in order; two stops at once would wait for each other for ever.
    stopOnTerminationSignals: false,
    introspection: true,
    logger: quietLogger(options.log),
    formatError: clientError,
  });
}
