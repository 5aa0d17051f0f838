import {
  defaultFieldResolver,
  getNamedType,
  isObjectType,
  Kind,
  type ConstDirectiveNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import type { RequestContext } from '../context/request-context.ts';
import { DomainError } from '../errors/domain-error.ts';
import { ForbiddenError, UnauthenticatedError } from '../errors/errors.ts';
import { objectTypes } from './object-types.ts';
import { assertStorable } from './storable-arguments.ts';

/** Puts in force what the schema says: access directives, payload errors, and that arguments can be stored at all. */
export function enforce(schema: GraphQLSchema): void {
  const mutation = schema.getMutationType();
  const roots = [schema.getQueryType(), mutation, schema.getSubscriptionType()];
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      if (roots.includes(type) && !field.name.startsWith('_')) field.resolve = storable(field.resolve ?? defaultFieldResolver);
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
