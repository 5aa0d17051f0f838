import { defineEntity, p, type Opt } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** A shipper or company inside a tenant. It exists in test and live mode alike. */
export class Organization {
  id!: Uuid;
  name!: string;
  slug!: string;
  /** Whether its people and tokens may do anything. */
  isActive!: boolean;
  createdAt!: Date;
  updatedAt!: Date | null;
  disabledAt!: Date | null;
  disabledReason!: string | null;
  /** Out of sight, until it is restored. */
  deletedAt!: Date | null;
  version!: Opt<number>;
}

export const OrganizationEntity = defineEntity({
  class: Organization,
  tableName: 'organizations',
  properties: {
    id: p.uuid().primary(),
    name: p.string(),
    slug: p.string(),
    isActive: p.boolean(),
    createdAt: p.datetime(),
    updatedAt: p.datetime().nullable(),
    disabledAt: p.datetime().nullable(),
    disabledReason: p.string().nullable(),
    deletedAt: p.datetime().nullable().default(null),
    version: p.integer().version(),
  },
});
