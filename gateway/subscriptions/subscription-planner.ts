import { Supergraph, operationFromDocument, type Schema } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import type { GraphQLDataSource } from '@apollo/gateway/dist/datasources/types.js';
import { QueryPlanner, type FetchNode, type PlanNode, type QueryPlan, type SubscriptionNode } from '@apollo/query-planner';
import type { DocumentNode, ExecutionResult, FormattedExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { clientError } from '../client-error.ts';
import type { GatewayContext } from '../gateway-context.ts';

const PLAN_CACHE_SIZE = 500;
// Where the plan of an event finds the part that has come already; no subgraph can have this name.
const EVENT_SERVICE = '#event';

/** A subscription as a client sent it, with its document parsed and validated. */
export interface SubscriptionRequest {
  query: string;
  document: DocumentNode;
  /** The one of the document's operations that is to run. */
  definition: OperationDefinitionNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
}

/** A subscription that is planned: what to ask of which subgraph, and how its events become the client's results. */
export interface PlannedSubscription {
  subgraph: string;
  query: string;
  variables: Record<string, unknown>;
  /** What is done with each event. */
  steps: QueryPlan;
  /** Adds what other subgraphs know to an event, and shapes it as the client asked. Errors are as clients may see them. */
  complete(event: ExecutionResult, context: GatewayContext): Promise<FormattedExecutionResult>;
}

interface Plan {
  primary: FetchNode;
  /** Runs for each event, with the event in the place of the primary fetch. */
  ofEvent: QueryPlan;
  operationContext: ReturnType<typeof buildOperationContext>;
}

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** Plans subscriptions over the supergraph, and completes their events with the gateway's own executor. */
export class SubscriptionPlanner {
  private readonly apiSchema: Schema;
  private readonly supergraphSchema: GraphQLSchema;
  private readonly planner: QueryPlanner;
  private readonly schema: GraphQLSchema;
  private readonly dataSources: ReadonlyMap<string, GraphQLDataSource>;
  private readonly plans = new LRUCache<string, Plan>({ max: PLAN_CACHE_SIZE });

  /** `schema` is the API as clients see it; `dataSources` are the ways of the plan's fetches, by subgraph. */
  constructor(options: { supergraphSdl: string; schema: GraphQLSchema; dataSources: ReadonlyMap<string, GraphQLDataSource> }) {
    const supergraph = Supergraph.build(options.supergraphSdl, { validateSupergraph: false });
    this.apiSchema = supergraph.apiSchema();
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    this.planner = new QueryPlanner(supergraph);
    this.schema = options.schema;
    this.dataSources = options.dataSources;
  }

  /** Plans a valid subscription; throws a GraphQLError for one that cannot be planned. */
  plan(request: SubscriptionRequest): PlannedSubscription {
    const plan = this.planOf(request);
    const { primary } = plan;
    const variables = Object.fromEntries(
      (primary.variableUsages ?? []).filter((name) => name in request.variables).map((name) => [name, request.variables[name]]),
    );
    return {
      subgraph: primary.serviceName,
      query: primary.operation,
      variables,
      steps: plan.ofEvent,
      complete: (event, context) => this.complete(plan, request, event, context),
    };
  }

  private planOf(request: SubscriptionRequest): Plan {
    const key = `${request.operationName ?? ''}\n${request.query}`;
    const known = this.plans.get(key);
    if (known) return known;
    const operationName = request.operationName === undefined ? {} : { operationName: request.operationName };
    const operation = operationFromDocument(this.apiSchema, request.document, operationName);
    const node = this.planner.buildQueryPlan(operation).node as SubscriptionNode;
    const ofEvent: PlanNode = { ...node.primary, serviceName: EVENT_SERVICE };
    const plan: Plan = {
      primary: node.primary,
      ofEvent: { kind: 'QueryPlan', node: node.rest ? { kind: 'Sequence', nodes: [ofEvent, node.rest] } : ofEvent },
      operationContext: buildOperationContext({ schema: this.schema, operationDocument: request.document, ...operationName }),
    };
    this.plans.set(key, plan);
    return plan;
  }

  private async complete(
    plan: Plan,
    request: SubscriptionRequest,
    event: ExecutionResult,
    context: GatewayContext,
  ): Promise<FormattedExecutionResult> {
    const services = Object.fromEntries([...this.dataSources, [EVENT_SERVICE, new EventSource(event)]]);
    const { query, operationName, variables } = request;
    const requestContext = { request: { query, operationName, variables }, context, metrics: {}, logger: SILENT };
    const { data, errors } = await executeQueryPlan(
      plan.ofEvent,
      services,
      requestContext as unknown as RequestContext,
      plan.operationContext,
      this.supergraphSchema,
      this.apiSchema,
    );
    return {
      data: data ?? null,
      ...(errors ? { errors: errors.map((error) => clientError('toJSON' in error ? error.toJSON() : error)) } : {}),
    };
  }
}

// The executor merges other subgraphs' fields into what it is given: each run gets a copy.
class EventSource implements GraphQLDataSource {
  private readonly event: ExecutionResult;

  constructor(event: ExecutionResult) {
    this.event = event;
  }

  async process(): Promise<Awaited<ReturnType<GraphQLDataSource['process']>>> {
    return JSON.parse(JSON.stringify(this.event)) as Awaited<ReturnType<GraphQLDataSource['process']>>;
  }
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
