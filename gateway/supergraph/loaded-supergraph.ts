import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { getOperationAST, GraphQLError, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { Logger } from 'pino';
import type { Tracing } from '../../platform/observability/tracing.ts';
import { OperationAccess } from '../access/operation-access.ts';
import type { FetchSource } from '../execution/plan-execution.ts';
import { PlannedOperations, type OperationResult, type Planning } from '../execution/planned-operation.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { OperationReader } from '../subscriptions/operation-reader.ts';
import { SubscriptionPlanner } from '../subscriptions/subscription-planner.ts';
import type { GatewayExecutor } from './gateway-interface.ts';
import { loadableSupergraph } from './loadable-supergraph.ts';

/** How a supergraph reaches its subgraphs. */
export interface SupergraphServices {
  /** The way to the subgraph of this name; throws when there is none. */
  sourceOf: (subgraph: string) => FetchSource;
  tracing: Tracing;
  log: Logger;
}

/** A supergraph that is ready to answer. It never changes, so that whatever began under it ends under it. */
export class LoadedSupergraph {
  /** As it was composed. */
  readonly sdl: string;
  /** The API as clients see it. */
  readonly schema: GraphQLSchema;
  readonly reader: OperationReader;
  /** What of it is for whom. */
  readonly access: OperationAccess;
  /** Plans subscriptions. */
  readonly planner: SubscriptionPlanner;
  private readonly services: SupergraphServices;
  private readonly operations: PlannedOperations;

  private constructor(sdl: string, planning: Planning, services: SupergraphServices) {
    this.sdl = sdl;
    this.schema = planning.schema;
    this.reader = new OperationReader(planning.schema);
    this.access = new OperationAccess(sdl, planning.schema);
    this.planner = new SubscriptionPlanner({ planning, ...services });
    this.services = services;
    this.operations = new PlannedOperations(planning);
  }

  /** Makes a supergraph ready; throws when it is none, or names a subgraph that cannot be reached. */
  static load(sdl: string, services: SupergraphServices): LoadedSupergraph {
    const supergraph = Supergraph.build(loadableSupergraph(sdl), { validateSupergraph: true });
    for (const { name } of supergraph.subgraphsMetadata()) services.sourceOf(name);
    const apiSchema = supergraph.apiSchema();
    const planning: Planning = {
      schema: apiSchema.toGraphQLJSSchema(),
      apiSchema,
      supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
      planner: new QueryPlanner(supergraph),
    };
    return new LoadedSupergraph(sdl, planning, services);
  }

  /** Answers queries and mutations. */
  readonly execute: GatewayExecutor = async (incoming) => {
    const { request, document, operation, context, overallCachePolicy } = incoming as unknown as IncomingOperation;
    const call = { context, variables: request.variables ?? {}, overallCachePolicy };
    const result = await this.run(document, operation, call);
    return result as Awaited<ReturnType<GatewayExecutor>>;
  };

  private async run(
    document: DocumentNode,
    operation: OperationDefinitionNode | undefined,
    call: { context: GatewayContext; variables: Record<string, unknown>; overallCachePolicy: AnswerPolicy },
  ): Promise<OperationResult> {
    if (!operation) return { errors: [new GraphQLError('Name the operation: the document has several, or none of that name.')] };
    try {
      const span = this.services.tracing.start('graphql plan', { parent: call.context.traceparent });
      const permitted = this.access.permit(document, call.context.identity);
      const planned = this.operations.of(permitted.document, operationIn(permitted.document, operation), permitted.variant);
      span.end();
      const policy = planned.cachePolicy;
      // What was withheld from this caller is no answer for others.
      if (policy && !permitted.variant) call.overallCachePolicy.restrict({ maxAge: policy.maxAgeSeconds, scope: policy.scope });
      return await planned.execute({ ...this.services, ...call });
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
  }
}

function operationIn(document: DocumentNode, { name }: OperationDefinitionNode): OperationDefinitionNode {
  return getOperationAST(document, name?.value)!;
}

/** What the server makes the answer's Cache-Control header of. */
interface AnswerPolicy {
  restrict(hint: { maxAge: number; scope: 'PUBLIC' | 'PRIVATE' }): void;
}

/** An operation as Apollo's server hands it on: parsed and valid. */
interface IncomingOperation {
  request: { variables?: Record<string, unknown> };
  document: DocumentNode;
  operation: OperationDefinitionNode | undefined;
  context: GatewayContext;
  overallCachePolicy: AnswerPolicy;
}
