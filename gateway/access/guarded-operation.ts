import {
  isNonNullType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Identity } from '../../contracts/identity/identity.ts';
import { refusalBy, type AccessRule } from '../../platform/graphql/access-rule.ts';
import type { DomainError } from '../../platform/errors/domain-error.ts';
import type { AccessRules } from './access-rules.ts';

/** A field of a document that asks something of its caller. */
export interface GuardedField {
  node: FieldNode;
  /** Of the query, mutation or subscription itself. */
  isRoot: boolean;
  /** Its loss is its parent's loss. */
  isRequired: boolean;
}

/** A rule that keeps a caller out, and where the document meets it. */
export interface Refusal {
  /** The place of the rule among those of the document. */
  index: number;
  error: DomainError;
  fields: readonly GuardedField[];
}

/** What a document asks of its callers: each rule once, with the fields that it guards. Worked out once a document. */
export class GuardedDocument {
  private readonly guards: readonly { rule: AccessRule; fields: readonly GuardedField[] }[];

  constructor(document: DocumentNode, schema: GraphQLSchema, rules: AccessRules) {
    this.guards = guardsOf(document, schema, rules);
  }

  /** The rules that keep the caller out; none for most. */
  refusals(identity: Identity): Refusal[] {
    const refusals: Refusal[] = [];
    for (const [index, { rule, fields }] of this.guards.entries()) {
      const error = refusalBy(rule, identity);
      if (error) refusals.push({ index, error, fields });
    }
    return refusals;
  }
}

/** The key under which a field is answered. */
export function responseKey({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function guardsOf(
  document: DocumentNode,
  schema: GraphQLSchema,
  rules: AccessRules,
): { rule: AccessRule; fields: GuardedField[] }[] {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const guards = new Map<string, { rule: AccessRule; fields: GuardedField[] }>();
  const types = new TypeInfo(schema);
  const Field = (node: FieldNode): void => {
    const parent = types.getParentType();
    const rule = parent ? rules.of(parent.name, node.name.value) : undefined;
    if (!rule) return;
    const key = JSON.stringify(rule);
    const guard = guards.get(key) ?? { rule, fields: [] };
    const isRequired = isNonNullType(types.getFieldDef()?.type);
    guard.fields.push({ node, isRoot: roots.has(parent as never), isRequired });
    guards.set(key, guard);
  };
  visit(document, visitWithTypeInfo(types, { Field }));
  return [...guards.values()];
}

/** An operation of a document with the values by which its conditions are decided. */
export interface AskedOperation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}
