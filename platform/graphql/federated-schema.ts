import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  defaultFieldResolver,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { buildSchema, createResolversMap, type ClassType, type NonEmptyArray } from 'type-graphql';
import { encodeId } from '../ids/public-id.ts';
import { withDemandControl } from './demand-control.ts';
import type { RequestContext } from '../context/request-context.ts';
import { accessRuleOf, refusalBy, type AccessRule } from './access-rule.ts';
import { enforce } from './enforcement.ts';
import { objectTypes } from './object-types.ts';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from './scalars.ts';

const FEDERATION_LINK = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize", "@composeDirective"
  ])
  @link(url: "https://waybill.example/cacheControl/v1.0", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")
  @link(url: "https://waybill.example/live/v1.0", import: ["@happenings"])
  @composeDirective(name: "@happenings")
  directive @cacheControl(maxAge: Int, isPublic: Boolean, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  directive @happenings(mostWaiting: Int!) on FIELD_DEFINITION`);

/** Answers an entity by the fields of its key; null when it is not the caller's to see. */
export type ReferenceResolver = (reference: never, context: never) => unknown;

/** Answers a mutation without the class that declares it. */
export type DirectResolver = (root: unknown, args: never, context: never) => Promise<object>;

/** What a subgraph's schema is made of. */
export interface SubgraphSchemaOptions {
  /** Resolver classes; a list, never a glob, because the decorators of one process share one store. */
  resolvers: NonEmptyArray<ClassType>;
  /** Entity types that no resolver of this subgraph returns, but others refer to. */
  orphanedTypes?: readonly ClassType[];
  /**
   * Mutations that are answered past type-graphql, by name: it copies every object of an input, and of a thousand of them that costs more than reading
   * them. Arguments arrive as they were coerced.
   */
  directMutations?: Readonly<Record<string, DirectResolver>>;
  /** By entity type name. */
  references?: Readonly<Record<string, ReferenceResolver>>;
}

/** A subgraph's schema: the documents it is printed from and the executable form with access, errors and ids in force. */
export interface SubgraphSchema {
  schema: GraphQLSchema;
  typeDefs: DocumentNode;
}

/** Builds a Federation 2 subgraph from type-graphql classes. */
export async function buildFederatedSchema(options: SubgraphSchemaOptions): Promise<SubgraphSchema> {
  const source = await buildSchema({
    resolvers: options.resolvers,
    orphanedTypes: [...(options.orphanedTypes ?? [])] as never,
    validate: false,
    skipCheck: true,
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    container: { get: (resolver: ClassType) => singleton(resolver) },
    pubSub: NO_PUB_SUB,
  });
  encodePublicIds(source);
  const typeDefs = withLink(withDemandControl(withDescribedRoots(withNullableRoots(getDocumentNodeFromSchema(source)))));
  const resolvers = createResolversMap(source) as Record<string, Record<string, unknown>>;
  for (const scalar of [DecimalScalar, DateTimeScalar, DateScalar, CurrencyCodeScalar, JsonScalar]) {
    if (source.getType(scalar.name)) (resolvers as Record<string, unknown>)[scalar.name] = scalar;
  }
  Object.assign(resolvers['Mutation'] ?? {}, options.directMutations);
  for (const [typeName, resolve] of Object.entries(options.references ?? {})) {
    const rule = ruleOfType(typeDefs, typeName);
    // Wrapped in async: a synchronous throw would fail the whole batch instead of one entity.
    const resolveReference = async (reference: unknown, context: unknown): Promise<unknown> => {
      const refusal = rule && refusalBy(rule, (context as RequestContext).identity);
      if (refusal) throw refusal;
      return (resolve as (reference: unknown, context: unknown) => unknown)(reference, context);
    };
    resolvers[typeName] = { ...resolvers[typeName], __resolveReference: resolveReference };
  }
  const schema = buildSubgraphSchema({ typeDefs, resolvers: resolvers as never });
  resolveEnumDefaults(schema);
  enforce(schema);
  return { schema, typeDefs };
}

function ruleOfType(document: DocumentNode, typeName: string): AccessRule | undefined {
  const directives = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === typeName ? (definition.directives ?? []) : [],
  );
  return accessRuleOf(directives);
}

// Live fields bring a subscribe function of their own, but the library insists.
const NO_PUB_SUB = {
  publish(): never {
    throw new Error('live fields are told of changes by transaction.announce');
  },
  subscribe(): never {
    throw new Error('a live field needs a subscribe function');
  },
};

const instances = new Map<ClassType, object>();

function singleton(resolver: ClassType): object {
  let instance = instances.get(resolver);
  if (!instance) {
    instance = new resolver();
    instances.set(resolver, instance);
  }
  return instance;
}

function withLink(document: DocumentNode): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [...FEDERATION_LINK.definitions, ...document.definitions] };
}

// A field that fails, or whose subgraph is down, must cost itself and not the answers beside it.
function withNullableRoots(document: DocumentNode): DocumentNode {
  const isRoot = (definition: DefinitionNode): definition is ObjectTypeDefinitionNode =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && ['Query', 'Mutation'].includes(definition.name.value);
  const nullable = (type: TypeNode): TypeNode => (type.kind === Kind.NON_NULL_TYPE ? type.type : type);
  const definitions = document.definitions.map((definition) =>
    isRoot(definition)
      ? { ...definition, fields: (definition.fields ?? []).map((field) => ({ ...field, type: nullable(field.type) })) }
      : definition,
  );
  return { ...document, definitions };
}

const ROOT_DESCRIPTIONS: Readonly<Record<string, string>> = {
  Query: 'What can be read.',
  Mutation: 'What can be changed; each takes one input and answers a payload with the errors of a refusal.',
  Subscription: 'What can be watched: each sends its present state first, then the state after changes.',
};

function withDescribedRoots(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.map((definition) => {
    const value = definition.kind === Kind.OBJECT_TYPE_DEFINITION ? ROOT_DESCRIPTIONS[definition.name.value] : undefined;
    return value ? { ...definition, description: { kind: Kind.STRING as const, value } } : definition;
  });
  return { ...document, definitions };
}

function encodePublicIds(schema: GraphQLSchema): void {
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      const prefix = field.extensions['publicId'] as string | undefined;
      if (!prefix) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (...args) => {
        const value: unknown = resolve(...args);
        return value instanceof Promise ? value.then((id) => encodeNullable(prefix, id)) : encodeNullable(prefix, value);
      };
    }
  }
}

// A reference from the gateway carries the public form already.
function encodeNullable(prefix: string, id: unknown): unknown {
  if (Array.isArray(id)) return id.map((each) => encodeNullable(prefix, each));
  return typeof id === 'string' && !id.startsWith(`${prefix}_`) ? encodeId(prefix, id) : id;
}

// Default values are read from the printed schema before enum values have their inner form; they are put right here.
function resolveEnumDefaults(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) field.defaultValue = innerEnumValue(field.type, field.defaultValue);
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        for (const arg of field.args) arg.defaultValue = innerEnumValue(arg.type, arg.defaultValue);
    }
  }
}

function innerEnumValue(type: GraphQLInputType, value: unknown): unknown {
  const named = getNamedType(type);
  if (!isEnumType(named) || value === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => innerEnumValue(type, each));
  return typeof value === 'string' ? (named.getValue(value)?.value ?? value) : value;
}
