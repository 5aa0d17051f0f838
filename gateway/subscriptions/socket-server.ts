import type { IncomingMessage, Server } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { GraphQLError, type ExecutionArgs, type ExecutionResult, type FormattedExecutionResult } from 'graphql';
import { CloseCode, makeServer, type Context, type SubscribePayload, type Server as ProtocolServer } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { closeSocket, SocketEndpoint, TRY_AGAIN_LATER } from '../../platform/server/socket-endpoint.ts';
import { SubscriptionRefusedError } from '../../platform/server/subscription-refused.ts';
import { LatestValue } from '../../platform/streams/latest-value.ts';
import { clientError } from '../client-error.ts';
import type { OperationTexts } from '../documents/operation-text.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { FaultTeller } from '../limits/gateway-limits.ts';
import type { ServedSupergraph } from '../supergraph/served-supergraph.ts';
import { countedStream } from '../metering/counted-stream.ts';
import { OperationClock } from '../metering/operation-clock.ts';
import type { RequestMeter } from '../metering/request-meter.ts';
import type { LiveLimits } from './live-limits.ts';
import type { ReadOperation } from './operation-reader.ts';
import type { ClientStream } from './shared-stream.ts';
import { isRefusal, SocketSession, type SessionServices } from './socket-session.ts';
import { TenantQuota } from './tenant-quota.ts';

// Neither the caller's fault nor the token's: somebody of the same tenant must leave first.
const TOO_MANY_CONNECTIONS = 4430;

/** What the socket server needs of the gateway. */
export interface SocketServerOptions extends SessionServices {
  path: string;
  /** Where a request comes from, behind the proxies that are trusted. */
  addressOf: (request: IncomingMessage) => string | null;
  supergraph: Pick<ServedSupergraph, 'current'>;
  apollo: ApolloServer<GatewayContext>;
  meter: Pick<RequestMeter, 'count'>;
  limits: LiveLimits;
  texts: OperationTexts;
  /** What is told of an operation that can be no operation, and what it costs its sender. */
  onFaults: FaultTeller;
  log: Logger;
}

type ConnectionContext = Context<Record<string, unknown>, Connection>;

interface Connection {
  session: SocketSession;
  socket: WebSocket;
  /** Makes room for another connection of the tenant. */
  giveBack: () => void;
  /** The Host header of the request that opened it. */
  host: string | undefined;
}

/** Serves graphql-transport-ws beside HTTP: subscriptions, and queries and mutations by the same way as over HTTP. */
export function serveSockets(server: Server, options: SocketServerOptions): SocketEndpoint<Connection> {
  return new SocketEndpoint(server, {
    path: options.path,
    largestMessageBytes: options.limits.messageBytes,
    log: options.log,
    protocol: makeProtocol(options),
    accept: (socket, request) => {
      const place = { ipAddress: options.addressOf(request), userAgent: request.headers['user-agent'] ?? null };
      const session = new SocketSession(options, place, () => closeSocket(socket, CloseCode.Forbidden, 'Forbidden'));
      const connection: Connection = { session, socket, host: request.headers.host, giveBack: () => {} };
      const onClose = (): void => {
        session.close();
        connection.giveBack();
      };
      return { extra: connection, onClose };
    },
  });
}

function makeProtocol(options: SocketServerOptions): ProtocolServer<Connection> {
  const { apollo, supergraph, texts, onFaults, limits, log } = options;
  const quota = new TenantQuota(limits.connectionsPerTenant);
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: limits.initWithinMs,
    onConnect: ({ extra, connectionParams }) => admit(extra, connectionParams ?? {}, quota),
    onSubscribe: async ({ subscriptions, extra }, _id, payload) => {
      const meter = new OperationClock(options.meter, extra.session);
      const isFull = Object.keys(subscriptions).length > limits.operationsPerConnection;
      const query = isFull ? tooManyOperations(limits) : await textOf(texts, payload);
      const { reader, schema } = supergraph.current;
      const read = query instanceof GraphQLError ? [query] : reader.read({ ...payload, query });
      const faults =
        'document' in read
          ? await refusalsOf(extra.session, read, meter)
          : await onFaults(read, { identity: extra.session.caller, ipAddress: extra.session.ipAddress });
      if (faults.length > 0 || !('document' in read)) {
        meter.count(nameOf(read) ?? payload.operationName ?? undefined, faults);
        return faults;
      }
      const { document, operationName } = read;
      return { schema, document, operationName, contextValue: { read, meter, ...extra } satisfies Operation };
    },
    subscribe: ({ contextValue }) => subscribe(contextValue as Operation) as never,
    execute: (args) => execute(apollo, args),
    // Results are as clients may see them already.
    onNext: (_context: ConnectionContext, _id, _payload, _args, result) => result,
    onError: (_context, _id, _payload, errors) => errors.flatMap((error) => told(error, log)),
  });
}

// The protocol wants a query in every message: it is empty where an id stands for it.
async function textOf(texts: OperationTexts, payload: SubscribePayload): Promise<string | GraphQLError> {
  const { query, extensions } = payload;
  try {
    return (await texts.textOf({ query, documentId: extensions?.['documentId'], extensions }, undefined)) ?? '';
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError('a text was not found', { originalError: error as Error });
  }
}

type Operation = Connection & { read: ReadOperation; meter: OperationClock };

async function admit(connection: Connection, payload: Readonly<Record<string, unknown>>, quota: TenantQuota): Promise<boolean> {
  const { session, socket, host } = connection;
  try {
    await session.open(payload, host);
    // What closed meanwhile gives nothing back.
    if (socket.readyState !== socket.OPEN) return false;
    const giveBack = quota.take(session.caller);
    if (giveBack) connection.giveBack = giveBack;
    else closeSocket(socket, TOO_MANY_CONNECTIONS, 'Too many connections');
    return giveBack !== undefined;
  } catch (error) {
    // Not refused: nobody could be asked.
    if (!isRefusal(error)) closeSocket(socket, TRY_AGAIN_LATER, 'Try again later');
    return false;
  }
}

// Queries and mutations are looked at by whoever executes them.
async function refusalsOf(
  session: SocketSession,
  operation: ReadOperation,
  meter: OperationClock,
): Promise<readonly GraphQLError[]> {
  if (!operation.isSubscription) return [];
  try {
    meter.cost = await session.admit(operation);
    return [];
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError('a check failed', { originalError: error as Error })];
  }
}

function nameOf(read: ReadOperation | readonly GraphQLError[]): string | undefined {
  return 'definition' in read ? read.definition.name?.value : undefined;
}

function subscribe({ read, session, meter }: Operation): AsyncIterableIterator<FormattedExecutionResult> {
  return countedStream(resultsOf(read, session), (errors) => meter.count(nameOf(read), errors));
}

function resultsOf(read: ReadOperation, session: SocketSession): ClientStream {
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

function tooManyOperations({ operationsPerConnection }: LiveLimits): GraphQLError {
  return new GraphQLError(
    `A connection carries at most ${operationsPerConnection} operations at a time; end one, or open another.`,
    {
      extensions: { code: 'TOO_MANY_OPERATIONS' },
    },
  );
}
