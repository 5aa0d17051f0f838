import { z } from 'zod';

/** The plans that tenants have with the platform, the smallest first. */
export const PLANS = ['starter', 'professional', 'enterprise'] as const;
export type Plan = (typeof PLANS)[number];

/** Who is asking, as the gateway established it once; subgraphs trust nothing else. */
export const Identity = z.object({
  /** `user/<uuid>`, `token/<uuid>`, `system/<name>`, or `anonymous`. */
  actor: z.string().min(1),
  level: z.enum(['anonymous', 'platform', 'tenant', 'organization', 'partner', 'internal']),
  userId: z.uuid().nullable(),
  /** The session in which the person signed in; absent for tokens. Only a session may act on the person's own account. */
  sessionId: z.uuid().optional(),
  tenant: z.object({ id: z.uuid(), schema: z.string() }).nullable(),
  /** The organization in whose name the request is made; null for staff who named none. */
  organizationId: z.uuid().nullable(),
  partnerId: z.uuid().nullable(),
  testMode: z.boolean(),
  permissions: z.array(z.string()),
  /** The features that the tenant has (features.ts); absent where none is asked for: without a tenant, and for operators. */
  features: z.array(z.string()).optional(),
  /** The tenant's plan with the platform, on which the gateway's limits depend; absent when there is no tenant. */
  plan: z.enum(PLANS).optional(),
});
export type Identity = z.infer<typeof Identity>;

/** The identity of a request without a token. */
export const ANONYMOUS: Identity = {
  actor: 'anonymous',
  level: 'anonymous',
  userId: null,
  tenant: null,
  organizationId: null,
  partnerId: null,
  testMode: false,
  permissions: [],
};

/** The scope that only calls between subgraphs carry. */
export const INTERNAL_SCOPE = 'internal';
