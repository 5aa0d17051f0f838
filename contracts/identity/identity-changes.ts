import { z } from 'zod';

/** What an identity can depend on. */
export type IdentitySubjectKind = 'token' | 'session' | 'user' | 'organization' | 'role' | 'tenant';

/** What a gateway can remember something of: of whom an identity depends on, and of kept entities. */
export type RememberedKind = IdentitySubjectKind | 'addon' | 'connection';

/** Something that gateways remember, e.g. `user/<uuid>`: when it changes, whoever remembers something of it forgets that. */
export function identitySubject(kind: RememberedKind, id: string): string {
  return `${kind}/${id}`;
}

/** What the topics begin with under which such changes are announced, by whichever subgraph; the stream below tells them to gateways. */
export const IDENTITY_TOPIC_PREFIX = 'identity/';

/** The topic under which a change is announced, in the transaction that makes it. */
export function identityTopic(kind: RememberedKind, id: string): string {
  return `${IDENTITY_TOPIC_PREFIX}${identitySubject(kind, id)}`;
}

/** The stream by which the tenants subgraph tells gateways what changed; a gateway that does not hear it remembers nothing for long. */
export const IdentityChanges = {
  subgraph: 'tenants',
  field: 'identityChanges',
  document: `subscription IdentityChanges { identityChanges { sequence subjects isEverything } }`,
  /** How often it says something at least. */
  pulseMs: 1_000,
  output: z.object({
    /** Counts by one: a number that is missing means that something was missed. */
    sequence: z.int(),
    subjects: z.array(z.string()),
    /** Whether any identity may have changed. */
    isEverything: z.boolean(),
  }),
};
