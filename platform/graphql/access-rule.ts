import { Kind, type ConstDirectiveNode, type ConstValueNode } from 'graphql';
import type { RequestIdentity } from '../context/request-context.ts';
import type { DomainError } from '../errors/domain-error.ts';
import { ForbiddenError, UnauthenticatedError } from '../errors/errors.ts';
import { policyNamed, type Policy } from '../identity/policies.ts';

/** What the schema's access directives ask of a caller: to be known, and all of one list of each alternative. */
export interface AccessRule {
  /** Of each set of alternatives one must be held in full. */
  scopes: readonly Alternatives[];
  policies: readonly Alternatives[];
}

type Alternatives = readonly (readonly string[])[];

/** The rule that these directives make together; undefined when anybody may pass. */
export function accessRuleOf(directives: readonly ConstDirectiveNode[]): AccessRule | undefined {
  const named = (name: string): Alternatives[] =>
    directives.filter((directive) => directive.name.value === name).map((directive) => alternativesOf(directive));
  const rule = { scopes: named('requiresScopes'), policies: named('policy') };
  const isKnown = directives.some(({ name }) => name.value === 'authenticated');
  return isKnown || rule.scopes.length > 0 || rule.policies.length > 0 ? rule : undefined;
}

/** Why the rule keeps the caller out; undefined when it does not. */
export function refusalBy(rule: AccessRule, identity: RequestIdentity): DomainError | undefined {
  if (identity.level === 'anonymous') return new UnauthenticatedError();
  const missing = rule.scopes.find((some) => !isMet(some, (scope) => identity.permissions.includes(scope)));
  if (missing) return new ForbiddenError(`This needs the permission ${missing.map((all) => all.join(' and ')).join(' or ')}.`);
  const unmet = rule.policies.find((some) => !isMet(some, allowedBy(identity)));
  return unmet && (refusingPolicy(unmet, identity)?.refusal() ?? new ForbiddenError('A policy refuses this.'));
}

function isMet(alternatives: Alternatives, holds: (one: string) => boolean): boolean {
  return alternatives.some((all) => all.every(holds));
}

// A name that nobody defined lets nobody in.
function allowedBy(identity: RequestIdentity): (name: string) => boolean {
  return (name) => policyNamed(name)?.allows(identity) ?? false;
}

function refusingPolicy([all = []]: Alternatives, identity: RequestIdentity): Policy | undefined {
  return policyNamed(all.find((name) => !allowedBy(identity)(name)) ?? '');
}

function alternativesOf(directive: ConstDirectiveNode): Alternatives {
  const value = directive.arguments?.[0]?.value;
  const items = (node: ConstValueNode | undefined): readonly ConstValueNode[] => (node?.kind === Kind.LIST ? node.values : []);
  return items(value).map((all) => items(all).map((one) => (one.kind === Kind.STRING ? one.value : '')));
}
