import type { Plan } from './identity.ts';

/** What a tenant has or has not, by its plan and its feature flags. Operations that belong to one name it by `@policy`. */
export const FEATURES = [
  /** More organizations than those it has. */
  'organizations',
  /** Addons of its own and the commission on them. */
  'addons',
  /** Partners who share in the revenue. */
  'partners',
  /** Webhooks to programs of its people. */
  'webhooks',
  /** Domains of its own. */
  'custom_domains',
  /** Its own logo and colours. */
  'white_labeling',
  /** Networks to which its people and programs are kept. */
  'allowed_networks',
] as const;
export type Feature = (typeof FEATURES)[number];

const STARTER = ['organizations', 'addons', 'partners', 'webhooks'] as const satisfies readonly Feature[];
const PROFESSIONAL = [...STARTER, 'custom_domains', 'white_labeling'] as const satisfies readonly Feature[];

/** What comes with each plan. */
export const PLAN_FEATURES: Readonly<Record<Plan, readonly Feature[]>> = {
  starter: STARTER,
  professional: PROFESSIONAL,
  enterprise: FEATURES,
};

/** The features that a tenant has: a flag of the feature's name decides, and where there is none the plan. */
export function featuresOf({ plan, flags }: { plan: Plan; flags: Readonly<Record<string, boolean>> }): Feature[] {
  return FEATURES.filter((feature) =>
    Object.hasOwn(flags, feature) ? flags[feature] === true : PLAN_FEATURES[plan].includes(feature),
  );
}
