import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { CallOrigin } from '../context/call-origin.ts';
import type { Clock } from '../context/clock.ts';
import { scopeOf, type RequestContext, type RequestIdentity } from '../context/request-context.ts';
import { NO_SCOPE, type Database } from '../database/database.ts';
import type { StatementListener } from '../database/session-dialect.ts';
import { DomainError } from '../errors/domain-error.ts';
import { ForbiddenError } from '../errors/errors.ts';
import { ConsumerRunner } from '../events/consumer-runner.ts';
import { LiveTopics } from '../events/live-topics.ts';
import { toClientError } from '../graphql/client-error.ts';
import { buildFederatedSchema, type SubgraphSchema } from '../graphql/federated-schema.ts';
import { mostWaitingOf } from '../graphql/happenings.ts';
import type { IdentityVerifier } from '../identity/identity-token.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { OperationClient, type OperationTransport } from '../operations/operation-client.ts';
import type { SubgraphMetrics } from '../observability/subgraph-metrics.ts';
import { NO_TRACING, type Tracing } from '../observability/tracing.ts';
import { mappedStream } from '../streams/mapped-stream.ts';
import type { Vault } from '../vault/vault.ts';
import { JobRunner } from './job-runner.ts';
import { ProcessPulse } from './process-pulse.ts';
import type { SubgraphDefinition } from './subgraph-definition.ts';

const DOCUMENT_CACHE_SIZE = 2_000;

/** A GraphQL request as it reaches a subgraph, whichever way it came. */
export interface SubgraphRequest extends CallOrigin {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | undefined;
  /** The identity that the gateway (or another subgraph) signed. */
  identityToken: string | undefined;
  ipAddress?: string | null | undefined;
  userAgent?: string | null | undefined;
  /** How many results of a subscription may wait on the way; the latest alone where it is left out. */
  mostWaiting?: number | undefined;
}

/** Sends an internal operation to another subgraph in an identity's name. */
export type OperationRouter = (identity: RequestIdentity, origin: CallOrigin) => OperationTransport;

interface SubgraphRuntimeOptions {
  definition: SubgraphDefinition;
  database: Database;
  /** The database in the role of operators, for reading across tenants. */
  operatorsDatabase: Database;
  verifier: IdentityVerifier;
  operations: OperationRouter;
  vault: Vault;
  objects: ObjectStore;
  clock: Clock;
  log: Logger;
  /** Where requests and their SQL are traced; nowhere unless it is given. */
  tracing?: Tracing | undefined;
  metrics?: SubgraphMetrics | undefined;
  /** Adds `statements`, the count of SQL statements, to the extensions of each answer. */
  exposesStatements?: boolean;
}

/** A running subgraph: answers requests, consumes events, does its scheduled jobs. */
export class SubgraphRuntime {
  readonly definition: SubgraphDefinition;
  readonly database: Database;
  /** What its live fields watch: told of what is announced in this process, and by the host of what is in others. */
  readonly topics = new LiveTopics();
  private readonly options: SubgraphRuntimeOptions;
  private readonly built: SubgraphSchema;
  private readonly documents = new LRUCache<string, { document: DocumentNode } | { errors: readonly GraphQLError[] }>({
    max: DOCUMENT_CACHE_SIZE,
  });
  private readonly consumers: ConsumerRunner[];
  private readonly jobs: JobRunner;
  private readonly pulse: ProcessPulse;
  private streams = 0;

  private constructor(options: SubgraphRuntimeOptions, built: SubgraphSchema) {
    this.options = options;
    this.definition = options.definition;
    this.database = options.database;
    this.built = built;
    this.database.onAnnounced((topics) => this.topics.announce(topics));
    this.consumers = options.definition.consumers.map(
      (consumer) => new ConsumerRunner({ database: options.database, consumer, clock: options.clock, log: options.log }),
    );
    this.jobs = new JobRunner({
      database: options.database,
      jobs: options.definition.jobs,
      clock: options.clock,
      log: options.log,
      contextFor: (identity) => this.createContext(identity, { requestId: `job-${options.definition.name}` }, () => {}),
    });
    this.pulse = new ProcessPulse({
      database: options.database,
      subgraph: options.definition.name,
      clock: options.clock,
      onError: (error) =>
        options.log.warn({ err: error }, 'operators could not be shown that this process lives; it tries again'),
    });
  }

  static async create(options: SubgraphRuntimeOptions): Promise<SubgraphRuntime> {
    return new SubgraphRuntime(options, await buildFederatedSchema(options.definition.schema));
  }

  get schema(): SubgraphSchema {
    return this.built;
  }

  /** How many subscriptions are open. */
  get openStreams(): number {
    return this.streams;
  }

  /** Whether it can serve: the database answers. */
  isReady(): Promise<boolean> {
    return this.database.isReachable();
  }

  /** Subscribes and starts the consumers and jobs. */
  async start(): Promise<void> {
    for (const consumer of this.consumers) await consumer.start();
    this.jobs.start();
    this.pulse.start();
  }

  /** Runs one scheduled job now, instead of waiting for its turn. */
  async runJob(name: string): Promise<void> {
    await this.jobs.runNow(name);
  }

  /** To be called when events were relayed; without it they are found within a quarter of a second. */
  wakeConsumers(): void {
    for (const consumer of this.consumers) consumer.wake();
  }

  /** Ends the subscriptions, lets work at hand finish, then closes the database. */
  async stop(): Promise<void> {
    this.topics.close();
    await Promise.all([this.jobs.stop(), this.pulse.stop()]);
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
    await this.database.close();
  }

  /** Answers one request. Never throws: whatever goes wrong is an error in the result. */
  async execute(request: SubgraphRequest): Promise<ExecutionResult> {
    try {
      // First of all: what a schema looks like is told to nobody whom the gateway did not sign for.
      const identity = (await this.options.verifier.verify(request.identityToken)) as RequestIdentity;
      const prepared = this.prepare(request.query);
      if ('errors' in prepared) return { errors: prepared.errors };
      return await this.run(this.operationOf(prepared.document, request), identity, request);
    } catch (error) {
      return this.failure(error as Error, request);
    }
  }

  /**
   * Opens a subscription: a stream of results, or the one result that says why there is none. Never rejects. Every result is
   * computed in a context of its own, so that an open stream holds neither a session nor what its loaders once read; states that
   * say the same as the one before are left out.
   */
  async subscribe(request: SubgraphRequest): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    try {
      const identity = (await this.options.verifier.verify(request.identityToken)) as RequestIdentity;
      const prepared = this.prepare(request.query);
      if ('errors' in prepared) return { errors: prepared.errors };
      const operation = this.operationOf(prepared.document, request);
      const contextValue = this.createContext(identity, request, () => {});
      const source = await createSourceEventStream({ ...operation, contextValue });
      if (!(Symbol.asyncIterator in source)) return this.finish(source, contextValue, 0);
      this.streams += 1;
      const isOfStates =
        mostWaitingOf(this.built.schema, prepared.document, getOperationAST(prepared.document, request.operationName)!) ===
        undefined;
      let last: string | undefined;
      return mappedStream(
        source[Symbol.asyncIterator](),
        async (rootValue) => {
          const value = await this.run({ ...operation, rootValue }, identity, request);
          const said = JSON.stringify([value.data, value.errors]);
          if (isOfStates && said === last) return undefined;
          last = said;
          return { value };
        },
        () => (this.streams -= 1),
      );
    } catch (error) {
      return this.failure(error as Error, request);
    }
  }

  private operationOf(document: DocumentNode, request: SubgraphRequest): ExecutionArgs {
    return {
      schema: this.built.schema,
      document,
      variableValues: request.variables ?? {},
      operationName: request.operationName ?? null,
    };
  }

  private async run(operation: ExecutionArgs, identity: RequestIdentity, request: SubgraphRequest): Promise<ExecutionResult> {
    const { tracing = NO_TRACING, metrics } = this.options;
    const { name } = this.definition;
    const span = tracing.start(`subgraph ${name}`, { kind: 'server', parent: request.traceparent });
    const startedAt = performance.now();
    let statements = 0;
    const onStatement: StatementListener = (sql) => {
      statements += 1;
      if (!tracing.isOn) return undefined;
      const statement = tracing.start('sql', {
        kind: 'client',
        parent: span.traceparent,
        attributes: { 'db.system': 'postgresql', 'db.statement': sql },
      });
      return (error) => statement.end(error);
    };
    const contextValue = this.createContext(identity, { ...request, traceparent: span.traceparent }, onStatement);
    const result = this.finish(await execute({ ...operation, contextValue }), contextValue, statements);
    span.end(result.errors?.[0]);
    metrics?.answered(name, performance.now() - startedAt, statements);
    return result;
  }

  private failure(error: Error, request: SubgraphRequest): ExecutionResult {
    if (!(error instanceof DomainError)) {
      this.pulse.countFault();
      this.options.log.error({ err: error, requestId: request.requestId }, 'a request failed');
    }
    return { errors: [toClientError(wrap(error), () => {})] };
  }

  private finish(result: ExecutionResult, context: RequestContext, statements: number): ExecutionResult {
    this.pulse.countRequest();
    const errors = result.errors?.map((error) =>
      toClientError(error, (cause) => {
        this.pulse.countFault();
        context.log.error({ err: cause, path: error.path }, 'a resolver failed');
      }),
    );
    return {
      data: result.data ?? null,
      ...(errors ? { errors } : {}),
      ...(this.options.exposesStatements ? { extensions: { statements } } : {}),
    };
  }

  /** The context of work that an identity does in this subgraph. */
  createContext(
    identity: RequestIdentity,
    request: CallOrigin & Pick<SubgraphRequest, 'ipAddress' | 'userAgent'>,
    onStatement: StatementListener,
  ): RequestContext {
    const { database, operatorsDatabase, clock, operations, vault, objects } = this.options;
    return {
      identity,
      session: database.session(scopeOf(identity), onStatement),
      clock,
      loaders: new Map(),
      operations: new OperationClient(operations(identity, request)),
      vault,
      objects,
      topics: this.topics,
      log: this.options.log.child({ requestId: request.requestId }),
      requestId: request.requestId,
      ipAddress: request.ipAddress ?? null,
      userAgent: request.userAgent ?? null,
      openSession: (scope) => database.session(scope, onStatement),
      openOperatorsSession: () => {
        if (identity.level !== 'platform') throw new ForbiddenError('Only operators of the platform see across tenants.');
        return operatorsDatabase.session(NO_SCOPE, onStatement);
      },
      actAs: (other) => this.createContext(other, request, onStatement),
    };
  }

  private prepare(query: string): { document: DocumentNode } | { errors: readonly GraphQLError[] } {
    const known = this.documents.get(query);
    if (known) return known;
    const document = parse(query);
    const errors = validate(this.built.schema, document);
    const prepared = errors.length > 0 ? { errors } : { document };
    this.documents.set(query, prepared);
    return prepared;
  }
}

function wrap(error: Error): GraphQLError {
  return new GraphQLError(error.message, { originalError: error });
}
