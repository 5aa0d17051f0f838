import { GraphQLError, OperationTypeNode, visit, type DocumentNode, type FieldNode, type GraphQLSchema } from 'graphql';
import type { Identity } from '../../contracts/identity/identity.ts';
import { AccessRules } from './access-rules.ts';
import { askedFields } from './asked-fields.ts';
import { GuardedDocument, responseKey, type AskedOperation, type Refusal } from './guarded-operation.ts';
import { withheldField } from './withheld-field.ts';

const STATUS_BY_CODE: Record<string, number> = { UNAUTHENTICATED: 401, FORBIDDEN: 403 };

/** A document as it may be planned for a caller. */
export interface PermittedDocument {
  document: DocumentNode;
  /** Tells apart what different callers may see of one text; empty when nothing is withheld. */
  variant: string;
}

/** Puts the access rules of a supergraph in force before anything is planned. Subgraphs put them in force once more, for real. */
export class OperationAccess {
  private readonly schema: GraphQLSchema;
  private readonly rules: AccessRules;
  private readonly guarded = new WeakMap<DocumentNode, GuardedDocument>();
  private readonly permitted = new WeakMap<DocumentNode, Map<string, PermittedDocument>>();

  /** `schema` is the API as clients see it. */
  constructor(supergraphSdl: string, schema: GraphQLSchema) {
    this.schema = schema;
    this.rules = AccessRules.read(supergraphSdl);
  }

  /**
   * Refuses an operation that asks for a root field, or with a mutation for any field, that is not for the caller: nothing of
   * it is run. Fields further inside a query are withheld one by one, by `permit`; inside an event by their subgraphs.
   */
  check(operation: AskedOperation, identity: Identity): void {
    const refusals = this.guardedDocument(operation.document).refusals(identity);
    if (refusals.length === 0) return;
    const asked = askedFields(operation);
    const isWhole = operation.definition.operation === OperationTypeNode.MUTATION;
    for (const { error, fields } of refusals) {
      const refused = fields.find(({ node, isRoot }) => (isRoot || isWhole) && asked.has(node));
      if (!refused) continue;
      const { node, isRoot } = refused;
      throw new GraphQLError(isRoot ? error.message : `${node.name.value}: ${error.message}`, {
        path: isRoot ? [responseKey(node)] : null,
        extensions: { code: error.code, http: { status: STATUS_BY_CODE[error.code] ?? 403 } },
      });
    }
  }

  /** The document without the fields that are not for the caller: they are answered null, with an error that says why. */
  permit(document: DocumentNode, identity: Identity): PermittedDocument {
    const refusals = this.guardedDocument(document).refusals(identity);
    const variant = refusals.map(({ index, error }) => `${index} ${error.code}`).join();
    const variants = this.permitted.get(document) ?? new Map<string, PermittedDocument>();
    let permitted = variants.get(variant);
    if (!permitted) {
      permitted = { document: refusals.length > 0 ? withoutRefused(document, refusals) : document, variant };
      variants.set(variant, permitted);
      this.permitted.set(document, variants);
    }
    return permitted;
  }

  private guardedDocument(document: DocumentNode): GuardedDocument {
    let guarded = this.guarded.get(document);
    if (!guarded) {
      guarded = new GuardedDocument(document, this.schema, this.rules);
      this.guarded.set(document, guarded);
    }
    return guarded;
  }
}

function withoutRefused(document: DocumentNode, refusals: readonly Refusal[]): DocumentNode {
  const replaced = new Map<FieldNode, FieldNode>();
  for (const { error, fields } of refusals)
    for (const field of fields) if (!replaced.has(field.node)) replaced.set(field.node, withheldField(field, error));
  return visit(document, { Field: (node: FieldNode) => replaced.get(node) });
}
