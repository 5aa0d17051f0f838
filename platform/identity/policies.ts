import type { RequestIdentity } from '../context/request-context.ts';
import type { DomainError } from '../errors/domain-error.ts';
import { FeatureNotEnabledError, ForbiddenError } from '../errors/errors.ts';

/** A condition on who asks that is no permission. */
export interface Policy {
  allows(identity: RequestIdentity): boolean;
  /** What is told to those whom it refuses: what to do instead. */
  refusal(): DomainError;
}

const POLICIES = {
  /** The request is made in the name of an organization. */
  organization_named: {
    allows: ({ organizationId }) => organizationId !== null,
    refusal: () =>
      new ForbiddenError(
        'Name the organization: use a token of an organization, or send its id in the x-organization-id header.',
      ),
  },
  /** Staff of a tenant who act in no organization's name: they see all of them. */
  whole_tenant: {
    allows: ({ level, tenant, organizationId }) =>
      tenant !== null && organizationId === null && (level === 'tenant' || level === 'internal'),
    refusal: () => new ForbiddenError('This is for staff of the tenant who name no organization.'),
  },
} as const satisfies Record<string, Policy>;

/** The name of a policy that stands alone. */
export type PolicyName = keyof typeof POLICIES;

const FEATURE_PREFIX = 'feature_';

/** The name of the policy that the caller's tenant has a feature. */
export function featurePolicy(feature: string): string {
  return `${FEATURE_PREFIX}${feature}`;
}

/** What a name in `@policy` asks for; undefined for one that nobody defined. */
export function policyNamed(name: string): Policy | undefined {
  if (name.startsWith(FEATURE_PREFIX)) return hasFeature(name.slice(FEATURE_PREFIX.length));
  return Object.hasOwn(POLICIES, name) ? POLICIES[name as PolicyName] : undefined;
}

function hasFeature(feature: string): Policy {
  return {
    allows: ({ features }) => features === undefined || features.includes(feature),
    refusal: () => new FeatureNotEnabledError(feature),
  };
}
