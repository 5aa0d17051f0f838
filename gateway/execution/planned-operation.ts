import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { PlanNode, QueryPlanner } from '@apollo/query-planner';
import {
  executeSync,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  print,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { cachePolicyOf, type CachePolicy } from '../caching/cache-policy.ts';
import { PlanExecution, type ExecutionServices } from './plan-execution.ts';
import { ResponseShapes } from './response-shape.ts';
import { conditionVariables } from './selected-fields.ts';

const PLAN_CACHE_SIZE = 1_000;
// Of all texts together: a thousand of the longest would be a gigabyte.
const PLAN_CACHE_CHARACTERS = 20_000_000;
const MOST_VARIABLE_ERRORS = 10;

/** What operations are planned with; replaced as a whole when the supergraph changes. */
export interface Planning {
  /** The API as clients see it. */
  schema: GraphQLSchema;
  apiSchema: Schema;
  supergraphSchema: GraphQLSchema;
  planner: Pick<QueryPlanner, 'buildQueryPlan'>;
}

/** An operation's result before errors are told to clients. */
export interface OperationResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLError[];
}

/** An operation with all that is worked out once: its plan, the form of its answer, what its variables must be. */
export class PlannedOperation {
  /** How clients may keep the answer; not at all where there is none. */
  readonly cachePolicy: CachePolicy | undefined;
  private readonly planning: Planning;
  private readonly operation: OperationDefinitionNode;
  private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  private readonly shapes: ResponseShapes;
  private readonly plan: PlanNode | undefined;

  constructor(
    planning: Planning,
    document: DocumentNode,
    options: { operation: OperationDefinitionNode; plan: PlanNode | undefined },
  ) {
    const { operation, plan } = options;
    const { schema } = planning;
    this.planning = planning;
    this.operation = operation;
    this.fragments = Object.fromEntries(
      document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
    );
    this.plan = plan;
    const conditions = conditionVariables([operation, ...Object.values(this.fragments)]);
    const rootType = schema.getRootType(operation.operation);
    if (!rootType) throw new GraphQLError(`There are no operations of the kind ${operation.operation}.`);
    // The API as clients see it carries no hints.
    if (operation.operation === OperationTypeNode.QUERY)
      this.cachePolicy = cachePolicyOf(planning.supergraphSchema, operation, this.fragments);
    this.shapes = new ResponseShapes({ schema, rootType, operation, fragments: this.fragments, conditions });
  }

  /** Runs the operation. A subgraph that fails costs its own fields. */
  async execute(services: Omit<ExecutionServices, 'supergraphSchema' | 'conditions'>): Promise<OperationResult> {
    const { schema, supergraphSchema } = this.planning;
    const definitions = this.operation.variableDefinitions ?? [];
    const { coerced = {}, errors } = getVariableValues(schema, definitions, services.variables, {
      maxErrors: MOST_VARIABLE_ERRORS,
    });
    if (errors) return { errors };
    const execution = new PlanExecution({ ...services, supergraphSchema, conditions: coerced });
    if (this.plan) await execution.run(this.plan);
    const shaped = this.shapes.for(coerced).apply(execution.data, (field) => this.introspect(field, services.variables));
    // What an answer lacks because a fetch failed is told by the failure.
    const told = [...(execution.errors.length > 0 ? execution.errors : shaped.errors), ...shaped.refusals];
    return { ...(told.length > 0 ? { errors: told } : {}), data: shaped.data };
  }

  private introspect(field: FieldNode, variableValues: Readonly<Record<string, unknown>>): unknown {
    const operation = { ...this.operation, selectionSet: { kind: Kind.SELECTION_SET, selections: [field] } } as const;
    const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(this.fragments)] };
    const { data, errors } = executeSync({ schema: this.planning.schema, document, rootValue: {}, variableValues });
    if (errors?.[0]) throw errors[0];
    return data?.[(field.alias ?? field.name).value] ?? null;
  }
}

/** Plans each operation once. Documents that differ in white space and comments only share a plan. */
export class PlannedOperations {
  private readonly planning: Planning;
  private readonly byDocument = new WeakMap<DocumentNode, Map<string, PlannedOperation>>();
  private readonly byText = new LRUCache<string, PlannedOperation>({
    max: PLAN_CACHE_SIZE,
    maxSize: PLAN_CACHE_CHARACTERS,
    sizeCalculation: (_planned, text) => text.length,
  });

  constructor(planning: Planning) {
    this.planning = planning;
  }

  /** The operation of a valid document; throws a GraphQLError when it cannot be planned. `variant`: what of it is withheld. */
  of(document: DocumentNode, operation: OperationDefinitionNode, variant = ''): PlannedOperation {
    const name = operation.name?.value ?? '';
    const byName = this.byDocument.get(document) ?? new Map<string, PlannedOperation>();
    let planned = byName.get(name);
    if (!planned) {
      planned = this.byNormalizedText(document, operation, variant);
      byName.set(name, planned);
      this.byDocument.set(document, byName);
    }
    return planned;
  }

  private byNormalizedText(document: DocumentNode, operation: OperationDefinitionNode, variant: string): PlannedOperation {
    const name = operation.name?.value;
    const key = `${name ?? ''}\n${variant}\n${print(document)}`;
    let planned = this.byText.get(key);
    if (!planned) {
      const { apiSchema, planner } = this.planning;
      const named = operationFromDocument(apiSchema, document, name === undefined ? {} : { operationName: name });
      const plan = planner.buildQueryPlan(named).node as PlanNode | undefined;
      planned = new PlannedOperation(this.planning, document, { operation, plan });
      this.byText.set(key, planned);
    }
    return planned;
  }
}
