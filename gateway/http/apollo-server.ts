import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from '@apollo/server';
import type { Logger } from 'pino';
import { SHAPE_LIMITS } from '../limits/document-shape.ts';
import { clientError } from '../client-error.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { quietLogger } from './quiet-logger.ts';

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
    parseOptions: { maxTokens: SHAPE_LIMITS.tokens },
    // Whoever started the gateway stops it, in order; two stops at once would wait for each other for ever.
    stopOnTerminationSignals: false,
    // Found, remembered and told to whom it may be told before an operation gets here.
    persistedQueries: false,
    introspection: true,
    logger: quietLogger(options.log),
    formatError: clientError,
  });
}
