import { defineEntity, p, type Opt } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What a tenant pays the platform for. */
export type TenantPlan = 'starter' | 'professional' | 'enterprise';

/** Where a tenant is between its making and its end; `tenant-status.ts` says which moves there are. */
export type TenantStatus = 'provisioning' | 'active' | 'suspended' | 'deleted' | 'failed';

/** How a tenant looks to its people: colours are `#rrggbb`. */
export interface TenantBranding {
  logoUrl?: string;
  primaryColor?: string;
  secondaryColor?: string;
  accentColor?: string;
}

/** A platform's customer: a marketplace of its own, with a database schema of its own. */
export class Tenant {
  id!: Uuid;
  kind!: 'platform' | 'customer';
  name!: string;
  slug!: string;
  plan!: TenantPlan;
  status!: TenantStatus;
  schemaName!: string;
  /** Where its data is said to be kept; a label, no promise of ours. */
  region!: string | null;
  featureFlags!: Opt<Record<string, boolean>>;
  branding!: Opt<TenantBranding>;
  createdAt!: Date;
  suspendedAt!: Date | null;
  suspensionReason!: string | null;
  deletedAt!: Date | null;
  /** When a deleted tenant’s grace ends. */
  purgeAfter!: Date | null;
  idempotencyKey!: string | null;
  requestHash!: string | null;
  version!: Opt<number>;
}

export const TenantEntity = defineEntity({
  class: Tenant,
  tableName: 'tenants',
  schema: 'tenants',
  properties: {
    id: p.uuid().primary(),
    kind: p.string().$type<Tenant['kind']>(),
    name: p.string(),
    slug: p.string(),
    plan: p.string().$type<TenantPlan>(),
    status: p.string().$type<TenantStatus>(),
    schemaName: p.string(),
    region: p.string().nullable().default(null),
    featureFlags: p.json<Record<string, boolean>>().onCreate(() => ({})),
    branding: p.json<TenantBranding>().onCreate(() => ({})),
    createdAt: p.datetime(),
    suspendedAt: p.datetime().nullable().default(null),
    suspensionReason: p.string().nullable().default(null),
    deletedAt: p.datetime().nullable().default(null),
    purgeAfter: p.datetime().nullable().default(null),
    idempotencyKey: p.string().nullable().default(null),
    requestHash: p.string().nullable().default(null),
    version: p.integer().version(),
  },
});
