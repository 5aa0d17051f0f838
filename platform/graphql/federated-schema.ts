import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  defaultFieldResolver,
  getNamedType,
  GraphQLError,
  isEnumType,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { buildSchema, createResolversMap, type ClassType, type NonEmptyArray } from 'type-graphql';
import { DomainError } from '../errors/domain-error.ts';
import { ForbiddenError, UnauthenticatedError } from '../errors/errors.ts';
import { encodeId } from '../ids/public-id.ts';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from './scalars.ts';
import type { RequestContext } from '../context/request-context.ts';

const FEDERATION_LINK = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"
  ])`);

/** Answers an entity by the fields of its key; null when it is not the caller's to see. */
export type ReferenceResolver = (reference: never, context: never) => unknown;

/** What a subgraph's schema is made of. */
export interface SubgraphSchemaOptions {
  /** Resolver classes; a list, never a glob, because the decorators of one process share one store. */
  resolvers: NonEmptyArray<ClassType>;
  /** Entity types that no resolver of this subgraph returns, but others refer to. */
  orphanedTypes?: readonly ClassType[];
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
  const typeDefs = withLink(getDocumentNodeFromSchema(source));
  const resolvers = createResolversMap(source) as Record<string, Record<string, unknown>>;
  for (const scalar of [DecimalScalar, DateTimeScalar, DateScalar, CurrencyCodeScalar, JsonScalar]) {
    if (source.getType(scalar.name)) (resolvers as Record<string, unknown>)[scalar.name] = scalar;
  }
  for (const [typeName, resolve] of Object.entries(options.references ?? {})) {
    // Wrapped in async: a synchronous throw would fail the whole batch instead of one entity.
    const resolveReference = async (reference: unknown, context: unknown): Promise<unknown> =>
      (resolve as (reference: unknown, context: unknown) => unknown)(reference, context);
    resolvers[typeName] = { ...resolvers[typeName], __resolveReference: resolveReference };
  }
  const schema = buildSubgraphSchema({ typeDefs, resolvers: resolvers as never });
  resolveEnumDefaults(schema);
  enforce(schema);
  return { schema, typeDefs };
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

function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
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

function enforce(schema: GraphQLSchema): void {
  const mutation = schema.getMutationType();
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      const rule = accessRule([...(type.astNode?.directives ?? []), ...(field.astNode?.directives ?? [])]);
      if (rule) field.resolve = guarded(rule, field.resolve ?? defaultFieldResolver);
      if (rule && field.subscribe) field.subscribe = guarded(rule, field.subscribe);
      const payload = type === mutation ? getNamedType(field.type) : undefined;
      if (isObjectType(payload) && payload.getFields()['errors']) field.resolve = refusing(field.resolve ?? defaultFieldResolver);
    }
  }
}

interface AccessRule {
  /** Any one of these sets of permissions is enough; empty means any known caller. */
  scopes: readonly (readonly string[])[];
}

function accessRule(directives: readonly ConstDirectiveNode[]): AccessRule | undefined {
  const scopes = directives.find((directive) => directive.name.value === 'requiresScopes')?.arguments?.[0]?.value;
  if (scopes?.kind === Kind.LIST) {
    return {
      scopes: scopes.values.map((all) =>
        (all.kind === Kind.LIST ? all.values : []).map((scope) => (scope.kind === Kind.STRING ? scope.value : '')),
      ),
    };
  }
  return directives.some((directive) => directive.name.value === 'authenticated') ? { scopes: [] } : undefined;
}

function guarded(
  rule: AccessRule,
  resolve: GraphQLFieldResolver<unknown, RequestContext>,
): GraphQLFieldResolver<unknown, RequestContext> {
  return (source, args, context, resolveInfo) => {
    if (context.identity.level === 'anonymous') throw new UnauthenticatedError();
    const isAllowed =
      rule.scopes.length === 0 || rule.scopes.some((all) => all.every((scope) => context.identity.permissions.includes(scope)));
    if (!isAllowed)
      throw new ForbiddenError(`This needs the permission ${rule.scopes.map((all) => all.join(' and ')).join(' or ')}.`);
    return resolve(source, args, context, resolveInfo);
  };
}

function refusing(resolve: GraphQLFieldResolver<unknown, RequestContext>): GraphQLFieldResolver<unknown, RequestContext> {
  return async (source, args, context, resolveInfo) => {
    try {
      const payload = (await resolve(source, args, context, resolveInfo)) as object;
      return 'errors' in payload ? payload : { errors: [], ...payload };
    } catch (error) {
      if (error instanceof DomainError && !(error instanceof UnauthenticatedError) && !(error instanceof ForbiddenError))
        return { errors: error.details() };
      throw error;
    }
  };
}

/** A resolver's failure as a client may see it: refusals with code and field, everything else masked. */
export function toClientError(error: GraphQLError, onInternal: (cause: unknown) => void): GraphQLError {
  const cause = error.originalError;
  const place = { nodes: error.nodes ?? null, path: error.path ?? null };
  if (cause instanceof DomainError) {
    const [detail] = cause.details();
    return new GraphQLError(cause.message, {
      ...place,
      extensions: { code: cause.code, ...(detail?.field ? { field: detail.field } : {}) },
    });
  }
  if (!cause || (cause instanceof GraphQLError && !isUnfitAnswer(error, cause))) {
    return error.extensions['code']
      ? error
      : new GraphQLError(error.message, { ...place, extensions: { ...error.extensions, code: 'BAD_USER_INPUT' } });
  }
  onInternal(cause);
  return new GraphQLError('Something went wrong on our side; the request id helps to find out what.', {
    ...place,
    extensions: { code: 'INTERNAL_ERROR' },
  });
}

// A value that a resolver answered and its type cannot show: unlike what a client sent wrong, it comes without a place in the document.
function isUnfitAnswer(error: GraphQLError, cause: GraphQLError): boolean {
  return error.path !== undefined && cause.nodes === undefined && cause.extensions['code'] === undefined;
}
