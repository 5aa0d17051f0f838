import type { Tenant } from './tenant.entity.ts';

/** A tenant as the audit log keeps it. */
export function auditedTenant(tenant: Tenant): Record<string, unknown> {
  return {
    name: tenant.name,
    slug: tenant.slug,
    plan: tenant.plan,
    status: tenant.status,
    region: tenant.region,
    featureFlags: { ...tenant.featureFlags },
    branding: { ...tenant.branding },
    suspensionReason: tenant.suspensionReason,
    purgeAfter: tenant.purgeAfter?.toISOString() ?? null,
  };
}
