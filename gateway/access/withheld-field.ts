import { Kind, type FieldNode } from 'graphql';
import type { DomainError } from '../../platform/errors/domain-error.ts';
import { responseKey, type GuardedField } from './guarded-operation.ts';

/** Why a field is withheld from the caller. */
export interface Withheld {
  code: string;
  message: string;
  /** Its loss is its parent's loss. */
  isRequired: boolean;
}

const withheld = new WeakMap<FieldNode, Withheld>();

/** The field as it is planned for a caller who may not see it: no subgraph is asked for it, and the answer says why. */
export function withheldField({ node, isRequired }: GuardedField, { code, message }: DomainError): FieldNode {
  const planned: FieldNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: responseKey(node) },
    name: { kind: Kind.NAME, value: '__typename' },
    ...(node.directives ? { directives: node.directives } : {}),
  };
  withheld.set(planned, { code, message, isRequired });
  return planned;
}

/** Why the field of a plan is withheld; undefined for all others. */
export function withheldBy(node: FieldNode): Withheld | undefined {
  return withheld.get(node);
}
