import { z } from 'zod';
import { Identity } from '../identity/identity.ts';

/** Who a token belongs to. Refused with UNAUTHENTICATED (unknown, expired, revoked) or FORBIDDEN (an organization that is not the token's). */
export const ResolveIdentity = {
  subgraph: 'tenants',
  field: 'resolveIdentity',
  document: `query ResolveIdentity($input: ResolveIdentityInput!) { resolveIdentity(input: $input) { identity subjects expiresAt allowedIpRanges } }`,
  input: z.object({
    /** SHA-256 of the token, hex. */
    tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
    /** Whether it is the access token of a session. */
    isSession: z.boolean(),
    /** The organization of the x-organization-id header. */
    organizationId: z.uuid().nullable(),
    /** The tenant that the request names. */
    tenantId: z.uuid().nullable(),
  }),
  output: z.object({
    identity: Identity,
    /** What it depends on (`identitySubject`): it is no good any more when one of these changes. */
    subjects: z.array(z.string()),
    /** When it ends by itself; null for never. */
    expiresAt: z.iso.datetime().nullable(),
    /** The networks from which it may be used; null for all. */
    allowedIpRanges: z.array(z.string()).nullable(),
  }),
};
