import { defineEntity, p, type Opt } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What a tenant pays the platform for. */
export type TenantPlan = 'starter' | 'professional' | 'enterprise';

/** A platform's customer: a marketplace of its own, with a database schema of its own. */
export class Tenant {
  id!: Uuid;
  kind!: 'platform' | 'customer';
  name!: string;
  slug!: string;
  plan!: TenantPlan;
  status!: 'active' | 'suspended';
  schemaName!: string;
  createdAt!: Date;
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
    status: p.string().$type<Tenant['status']>(),
    schemaName: p.string(),
    createdAt: p.datetime(),
    version: p.integer().version(),
  },
});
