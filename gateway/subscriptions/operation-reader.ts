import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { DocumentParser } from '../documents/document-parser.ts';
import type { SubscriptionRequest } from './subscription-planner.ts';

const DOCUMENT_CACHE_SIZE = 1_000;

/** What a client sends to subscribe, or to run a query or mutation over its socket. */
export interface OperationPayload {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** An operation that may run; one that subscribes is validated, the others are by whoever executes them. */
export interface ReadOperation extends SubscriptionRequest {
  isSubscription: boolean;
}

/** Parses and validates what comes over sockets; each document once. */
export class OperationReader {
  private readonly schema: GraphQLSchema;
  private readonly parser = new DocumentParser();
  private readonly faults = new LRUCache<string, readonly GraphQLError[]>({ max: DOCUMENT_CACHE_SIZE });

  constructor(schema: GraphQLSchema) {
    this.schema = schema;
  }

  /** The operation, or what is wrong with it; never throws, so that a malformed one ends its own stream and no other. */
  read(payload: OperationPayload): ReadOperation | readonly GraphQLError[] {
    let document: DocumentNode;
    try {
      document = this.parser.parse(payload.query);
    } catch (error) {
      if (error instanceof GraphQLError && error.extensions['code'] === 'DOCUMENT_TOO_LARGE') return [error];
      return [coded(error as Error, 'GRAPHQL_PARSE_FAILED')];
    }
    const operation = getOperationAST(document, payload.operationName);
    if (!operation) {
      const message = payload.operationName
        ? `The document has no operation named "${payload.operationName.slice(0, 100)}".`
        : 'Name the operation: the document has several, or none.';
      return [new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
    }
    const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION;
    const variables = payload.variables ?? {};
    const operationName = payload.operationName ?? undefined;
    const read = { query: payload.query, document, definition: operation, operationName, variables, isSubscription };
    const faults = isSubscription ? this.faultsOf(read) : [];
    return faults.length > 0 ? faults : read;
  }

  /** What keeps a subscription from running under this schema. */
  faultsOf({ query, document, definition, variables }: SubscriptionRequest): readonly GraphQLError[] {
    const faults = this.validate(query, document);
    if (faults.length > 0) return faults;
    const { errors = [] } = getVariableValues(this.schema, definition.variableDefinitions ?? [], variables, { maxErrors: 10 });
    return errors.map((error) => coded(error, 'BAD_USER_INPUT'));
  }

  private validate(query: string, document: DocumentNode): readonly GraphQLError[] {
    const known = this.faults.get(query);
    if (known) return known;
    const faults = validate(this.schema, document).map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    this.faults.set(query, faults);
    return faults;
  }
}

function coded(error: Error, code: string): GraphQLError {
  const { nodes, source, positions } = error as GraphQLError;
  return new GraphQLError(error.message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: { code },
  });
}
