import { operationFromDocument } from '@apollo/federation-internals';
import type { FetchNode, PlanNode, SubscriptionNode } from '@apollo/query-planner';
import type { DocumentNode, ExecutionResult, FormattedExecutionResult, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { mostWaitingOf } from '../../platform/graphql/happenings.ts';
import { clientError } from '../client-error.ts';
import type { FetchAnswer, FetchSource } from '../execution/plan-execution.ts';
import { PlannedOperation, type Planning } from '../execution/planned-operation.ts';
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
  /** How many happenings may wait for a reader; undefined for a field of states. */
  mostWaiting: number | undefined;
  /** What is done with each event. */
  steps: PlanNode;
  /** Adds what other subgraphs know to an event, and shapes it as the client asked. Errors are as clients may see them. */
  complete(event: ExecutionResult, context: GatewayContext): Promise<FormattedExecutionResult>;
}

interface Plan {
  primary: FetchNode;
  mostWaiting: number | undefined;
  steps: PlanNode;
  /** Runs for each event, with the event in the place of the primary fetch. */
  ofEvent: PlannedOperation;
}

/** Plans subscriptions over the supergraph, and completes their events with the gateway's own executor. */
export class SubscriptionPlanner {
  private readonly planning: Planning;
  private readonly sourceOf: (subgraph: string) => FetchSource;
  private readonly log: Logger;
  private readonly plans = new LRUCache<string, Plan>({ max: PLAN_CACHE_SIZE });

  /** `sourceOf`: the ways of the plan's fetches, by subgraph. */
  constructor(options: { planning: Planning; sourceOf: (subgraph: string) => FetchSource; log: Logger }) {
    this.planning = options.planning;
    this.sourceOf = options.sourceOf;
    this.log = options.log;
  }

  /** Plans a valid subscription; throws a GraphQLError for one that cannot be planned. */
  plan(request: SubscriptionRequest): PlannedSubscription {
    const { primary, steps, ofEvent, mostWaiting } = this.planOf(request);
    const variables = Object.fromEntries(
      (primary.variableUsages ?? []).filter((name) => name in request.variables).map((name) => [name, request.variables[name]]),
    );
    return {
      subgraph: primary.serviceName,
      query: primary.operation,
      variables,
      mostWaiting,
      steps,
      complete: (event, context) => this.complete(ofEvent, request, event, context),
    };
  }

  private planOf(request: SubscriptionRequest): Plan {
    const key = `${request.operationName ?? ''}\n${request.query}`;
    const known = this.plans.get(key);
    if (known) return known;
    const { document, definition: operation } = request;
    const operationName = request.operationName === undefined ? {} : { operationName: request.operationName };
    const { apiSchema, planner } = this.planning;
    const { primary, rest } = planner.buildQueryPlan(operationFromDocument(apiSchema, document, operationName))
      .node as SubscriptionNode;
    const event: PlanNode = { ...primary, serviceName: EVENT_SERVICE };
    const steps: PlanNode = rest ? { kind: 'Sequence', nodes: [event, rest] } : event;
    const ofEvent = new PlannedOperation(this.planning, document, { operation, plan: steps });
    const mostWaiting = mostWaitingOf(this.planning.supergraphSchema, document, operation);
    const plan: Plan = { primary, mostWaiting, steps, ofEvent };
    this.plans.set(key, plan);
    return plan;
  }

  private async complete(
    planned: PlannedOperation,
    request: SubscriptionRequest,
    event: ExecutionResult,
    context: GatewayContext,
  ): Promise<FormattedExecutionResult> {
    const eventSource = new EventSource(event);
    const { data, errors } = await planned.execute({
      sourceOf: (subgraph) => (subgraph === EVENT_SERVICE ? eventSource : this.sourceOf(subgraph)),
      context,
      log: this.log,
      variables: request.variables,
    });
    return {
      data: data ?? null,
      ...(errors ? { errors: errors.map((error) => clientError(error.toJSON())) } : {}),
    };
  }
}

// The executor merges other subgraphs' fields into what it is given: each run gets a copy.
class EventSource implements FetchSource {
  private readonly event: ExecutionResult;

  constructor(event: ExecutionResult) {
    this.event = event;
  }

  async fetch(): Promise<FetchAnswer> {
    return JSON.parse(JSON.stringify(this.event)) as FetchAnswer;
  }
}
