import {
  defaultFieldResolver,
  getNamedType,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { RequestContext } from '../context/request-context.ts';
import { DomainError } from '../errors/domain-error.ts';
import { ForbiddenError, UnauthenticatedError } from '../errors/errors.ts';
import { accessRuleOf, refusalBy, type AccessRule } from './access-rule.ts';
import { objectTypes } from './object-types.ts';
import { assertStorable } from './storable-arguments.ts';

/** Puts in force what the schema says: access directives, payload errors, and that arguments can be stored at all. */
export function enforce(schema: GraphQLSchema): void {
  const mutation = schema.getMutationType();
  const roots = [schema.getQueryType(), mutation, schema.getSubscriptionType()];
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      if (roots.includes(type) && !field.name.startsWith('_')) field.resolve = storable(field.resolve ?? defaultFieldResolver);
      const rule = ruleOf(type, field);
      if (rule) field.resolve = guarded(rule, field.resolve ?? defaultFieldResolver);
      if (rule && field.subscribe) field.subscribe = guarded(rule, field.subscribe);
      const payload = type === mutation ? getNamedType(field.type) : undefined;
      if (isObjectType(payload) && payload.getFields()['errors']) field.resolve = refusing(field.resolve ?? defaultFieldResolver);
    }
  }
}

// A field is guarded by what stands on it, on its type and on the type that it answers.
function ruleOf(type: GraphQLObjectType, field: GraphQLField<unknown, RequestContext>): AccessRule | undefined {
  const answered = getNamedType(field.type);
  const standing = [type.astNode?.directives, field.astNode?.directives, answered.astNode?.directives];
  return field.name === '_service' ? INTERNAL : accessRuleOf(standing.flatMap((directives) => directives ?? []));
}

// What a subgraph is made of is told to the platform's own parts only; composition reads it from the tree.
const INTERNAL: AccessRule = { scopes: [[['internal']]], policies: [] };

function guarded(
  rule: AccessRule,
  resolve: GraphQLFieldResolver<unknown, RequestContext>,
): GraphQLFieldResolver<unknown, RequestContext> {
  return (source, args, context, resolveInfo) => {
    const refusal = refusalBy(rule, context.identity);
    if (refusal) throw refusal;
    return resolve(source, args, context, resolveInfo);
  };
}

function storable(resolve: GraphQLFieldResolver<unknown, RequestContext>): GraphQLFieldResolver<unknown, RequestContext> {
  return (source, args, context, resolveInfo) => {
    assertStorable(args);
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
