import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { readCostModel, type CostModel } from './cost-model.ts';
import { priceOperation, type PricedOperation } from './priced-operation.ts';

/** What operations cost under one supergraph; each is taken apart once. */
export class OperationPrices {
  private readonly model: CostModel;
  private readonly schema: GraphQLSchema;
  private readonly priced = new WeakMap<DocumentNode, Map<string, PricedOperation>>();

  constructor(supergraphSdl: string, schema: GraphQLSchema) {
    this.model = readCostModel(supergraphSdl);
    this.schema = schema;
  }

  /** The price of a valid operation. */
  of(document: DocumentNode, operation: OperationDefinitionNode): PricedOperation {
    const name = operation.name?.value ?? '';
    const known = this.priced.get(document) ?? new Map<string, PricedOperation>();
    this.priced.set(document, known);
    const priced = known.get(name) ?? priceOperation(this.model, this.schema, document, operation);
    known.set(name, priced);
    return priced;
  }
}
