import { z } from 'zod';

/** What an identity can depend on. */
export type IdentitySubjectKind = 'token' | 'session' | 'user' | 'organization' | 'role' | 'tenant';

/** Something that an identity depends on, e.g. `user/<uuid>`: when it changes, whoever remembers the identity forgets it. */
export function identitySubject(kind: IdentitySubjectKind, id: string): string {
  return `${kind}/${id}`;
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
