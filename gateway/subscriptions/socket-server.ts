import type { Server } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { CloseCode, makeServer, type Context, type Server as ProtocolServer } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { closeSocket, SocketEndpoint, TRY_AGAIN_LATER } from '../../platform/server/socket-endpoint.ts';
import { SubscriptionRefusedError } from '../../platform/server/subscription-refused.ts';
import { LatestValue } from '../../platform/streams/latest-value.ts';
import { clientError } from '../client-error.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { ServedSupergraph } from '../supergraph/served-supergraph.ts';
import type { ReadOperation } from './operation-reader.ts';
import type { ClientStream } from './shared-stream.ts';
import { isRefusal, SocketSession, type SessionServices } from './socket-session.ts';

const LARGEST_MESSAGE_BYTES = 65_536;
const MOST_OPERATIONS = 100;
const INIT_WITHIN_MS = 10_000;

/** What the socket server needs of the gateway. */
export interface SocketServerOptions extends SessionServices {
  path: string;
  supergraph: Pick<ServedSupergraph, 'current'>;
  apollo: ApolloServer<GatewayContext>;
  log: Logger;
}

type ConnectionContext = Context<Record<string, unknown>, Connection>;

interface Connection {
  session: SocketSession;
  socket: WebSocket;
}

/** Serves graphql-transport-ws beside HTTP: subscriptions, and queries and mutations by the same way as over HTTP. */
export function serveSockets(server: Server, options: SocketServerOptions): SocketEndpoint<Connection> {
  return new SocketEndpoint(server, {
    path: options.path,
    largestMessageBytes: LARGEST_MESSAGE_BYTES,
    log: options.log,
    protocol: makeProtocol(options),
    accept: (socket, request) => {
      const place = { ipAddress: request.socket.remoteAddress ?? null, userAgent: request.headers['user-agent'] ?? null };
      const session = new SocketSession(options, place, () => closeSocket(socket, CloseCode.Forbidden, 'Forbidden'));
      return { extra: { session, socket }, onClose: () => session.close() };
    },
  });
}

function makeProtocol(options: SocketServerOptions): ProtocolServer<Connection> {
  const { apollo, supergraph, log } = options;
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    onConnect: ({ extra, connectionParams }) => admit(extra, connectionParams ?? {}),
    onSubscribe: async (context, _id, payload) => {
      if (Object.keys(context.subscriptions).length > MOST_OPERATIONS) return [tooManyOperations()];
      const { reader, schema } = supergraph.current;
      const read = reader.read(payload);
      if (!('document' in read)) return read;
      const refusal = read.isSubscription ? await refusalOf(context.extra.session, read) : undefined;
      if (refusal) return [refusal];
      return { schema, document: read.document, operationName: read.operationName, contextValue: { read, ...context.extra } };
    },
    subscribe: ({ contextValue }) => subscribe(contextValue as Operation) as never,
    execute: (args) => execute(apollo, args),
    // Results are as clients may see them already.
    onNext: (_context: ConnectionContext, _id, _payload, _args, result) => result,
    onError: (_context, _id, _payload, errors) => errors.flatMap((error) => told(error, log)),
  });
}

type Operation = Connection & { read: ReadOperation };

async function admit({ session, socket }: Connection, payload: Readonly<Record<string, unknown>>): Promise<boolean> {
  try {
    await session.open(payload);
    return true;
  } catch (error) {
    // Not refused: nobody could be asked.
    if (!isRefusal(error)) closeSocket(socket, TRY_AGAIN_LATER, 'Try again later');
    return false;
  }
}

async function refusalOf(session: SocketSession, operation: ReadOperation): Promise<GraphQLError | undefined> {
  try {
    await session.admit(operation);
    return undefined;
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError('a check failed', { originalError: error as Error });
  }
}

function subscribe({ read, session }: Operation): ClientStream {
  try {
    return session.subscribe(read).results;
  } catch (error) {
    const failed: ClientStream = new LatestValue();
    failed.fail(error as Error);
    return failed;
  }
}

async function execute(apollo: ApolloServer<GatewayContext>, args: ExecutionArgs): Promise<ExecutionResult> {
  const { read, session } = args.contextValue as Operation;
  try {
    const contextValue = await session.context();
    const { query, variables, operationName } = read;
    const request = { query, variables, ...(operationName === undefined ? {} : { operationName }) };
    const { body } = await apollo.executeOperation(request, { contextValue });
    if (body.kind === 'single') return body.singleResult as ExecutionResult;
    return { errors: [clientError({ message: 'Incremental answers are not served.' }) as GraphQLError] };
  } catch (error) {
    const formatted = error instanceof GraphQLError ? error.toJSON() : { message: 'an operation failed' };
    return { data: null, errors: [clientError(formatted) as GraphQLError] };
  }
}

function told(error: GraphQLError, log: Logger): ReturnType<typeof clientError>[] {
  const { originalError } = error;
  if (originalError instanceof SubscriptionRefusedError) return originalError.errors.map(clientError);
  if (originalError && !(originalError instanceof GraphQLError)) log.error({ err: originalError }, 'a subscription failed');
  return [clientError(error.toJSON())];
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(`A connection carries at most ${MOST_OPERATIONS} operations at a time; end one, or open another.`, {
    extensions: { code: 'TOO_MANY_OPERATIONS' },
  });
}
