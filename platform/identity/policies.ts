import type { RequestIdentity } from '../context/request-context.ts';

/** A condition on who asks that is no permission. */
export interface Policy {
  allows(identity: RequestIdentity): boolean;
  /** What is told to those whom it refuses: what to do instead. */
  refusal: string;
}

/** Every name that `@policy` may carry in a schema. */
export const POLICIES = {
  /** The request is made in the name of an organization. */
  organization_named: {
    allows: ({ organizationId }) => organizationId !== null,
    refusal: 'Name the organization: use a token of an organization, or send its id in the x-organization-id header.',
  },
  /** Staff of a tenant who act in no organization's name: they see all of them. */
  whole_tenant: {
    allows: ({ level, tenant, organizationId }) =>
      tenant !== null && organizationId === null && (level === 'tenant' || level === 'internal'),
    refusal: 'This is for staff of the tenant who name no organization.',
  },
} as const satisfies Record<string, Policy>;

/** The name of a policy. */
export type PolicyName = keyof typeof POLICIES;
