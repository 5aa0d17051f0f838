import 'reflect-metadata';
import { Directive, Extensions, Field, ID, type FieldOptions } from 'type-graphql';
import { featurePolicy, type PolicyName } from '../identity/policies.ts';

/** Marks an entity type by the fields that identify it, e.g. `@Key('id')`. */
export function Key(fields: string, options: { isResolvable?: boolean } = {}): ClassDecorator {
  const resolvable = options.isResolvable === false ? ', resolvable: false' : '';
  return (target) => Directive(`@key(fields: "${fields}"${resolvable})`)(target);
}

/** Lets several subgraphs answer the type or field with the same meaning. */
export function Shareable(): ClassDecorator & PropertyDecorator {
  return (target: object, property?: string | symbol) => Directive('@shareable')(target as never, property as never);
}

/** A field that another subgraph owns, named here so that `Requires` can ask for it. */
export function External(): PropertyDecorator & MethodDecorator {
  return Directive('@external');
}

/** Fields of other subgraphs that this field is computed from; never name one that takes arguments. */
export function Requires(fields: string): PropertyDecorator & MethodDecorator {
  return Directive(`@requires(fields: "${fields}")`);
}

/** Keeps the element out of the public schema: for calls between subgraphs. */
export function Inaccessible(): PropertyDecorator & MethodDecorator & ClassDecorator {
  return Directive('@inaccessible');
}

/** The caller must hold one of the listed permissions. */
export function RequiresPermission(...permissions: string[]): MethodDecorator & PropertyDecorator {
  const scopes = permissions.map((permission) => `["${permission}"]`).join(', ');
  return Directive(`@requiresScopes(scopes: [${scopes}])`);
}

/** The caller must be known; what it may see then depends on whose the rows are. */
export function Authenticated(): MethodDecorator & PropertyDecorator {
  return Directive('@authenticated');
}

/** What a field costs beyond what it answers, in points: work that its shape does not show. */
export function Cost(weight: number): MethodDecorator & PropertyDecorator {
  return Directive(`@cost(weight: ${weight})`);
}

/** How many objects a list has as a rule; ten, unless said. Pages and lists with a `limit` say it themselves. */
export function ListSize(assumedSize: number): MethodDecorator & PropertyDecorator {
  return Directive(`@listSize(assumedSize: ${assumedSize})`);
}

/**
 * For how many seconds clients may keep what the field, or a field of the type, answers. For nobody but the caller unless it
 * is `isPublic`. What says nothing must not be kept.
 */
export function CacheHint(hint: {
  maxAgeSeconds: number;
  isPublic?: boolean;
}): ClassDecorator & PropertyDecorator & MethodDecorator {
  const isPublic = hint.isPublic ? ', isPublic: true' : '';
  return (target: object, property?: string | symbol) =>
    Directive(`@cacheControl(maxAge: ${hint.maxAgeSeconds}${isPublic})`)(target as never, property as never);
}

/**
 * A live field that tells happenings instead of states: each reaches a client once, in order. `mostWaiting` is how many may wait for
 * a client that reads slowly; with one more its stream ends with TOO_SLOW.
 */
export function Happenings(options: { mostWaiting: number }): MethodDecorator {
  return Directive(`@happenings(mostWaiting: ${options.mostWaiting})`);
}

/** A type that is kept for as long as what holds it, such as a connection. */
export function InheritsCacheHint(): ClassDecorator {
  return (target) => Directive('@cacheControl(inheritMaxAge: true)')(target);
}

/** The caller must fulfil each of the named policies (platform/identity/policies.ts). */
export function RequiresPolicy(...policies: PolicyName[]): MethodDecorator & PropertyDecorator {
  return Directive(`@policy(policies: [[${policies.map((policy) => `"${policy}"`).join(', ')}]])`);
}

/** The caller's tenant must have the feature (contracts/identity/features.ts). */
export function RequiresFeature(feature: string): MethodDecorator & PropertyDecorator {
  return Directive(`@policy(policies: [["${featurePolicy(feature)}"]])`);
}

/** An id field: a UUID in the row, the prefixed form outside. */
export function PublicId(prefix: string, options: FieldOptions & { name?: string } = {}): PropertyDecorator {
  return (target, property) => {
    Field(() => ID, options)(target, property);
    Extensions({ publicId: prefix })(target, property);
  };
}

/** A list of ids: UUIDs in the row, the prefixed form outside. */
export function PublicIdList(prefix: string, options: FieldOptions & { name?: string } = {}): PropertyDecorator {
  return (target, property) => {
    Field(() => [ID], options)(target, property);
    Extensions({ publicId: prefix })(target, property);
  };
}
