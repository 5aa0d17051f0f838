import { defineEntity, p, type Opt } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** To which organizations a system connection is offered. */
export type ConnectionAudience = 'all' | 'chosen';

/** Access to a carrier, an organization's or a tenant's for its organizations, in one mode. Deleted ones are kept: shipments refer to them. */
export class CarrierConnection {
  id!: Uuid;
  /** Null for a system connection, which is the tenant's. */
  organizationId!: Uuid | null;
  testMode!: boolean;
  /** The code of its adapter. */
  carrier!: string;
  /** The name under which its use is metered. */
  carrierName!: string;
  displayName!: string;
  isActive!: boolean;
  rateSheetId!: Uuid | null;
  priceList!: string | null;
  config!: Record<string, unknown>;
  /** Sealed by the vault; null when the carrier asks for none. */
  credentials!: string | null;
  /** Null for an organization's own. */
  audience!: ConnectionAudience | null;
  /** Whom it is offered to when the audience is chosen. */
  audienceOrganizations!: string[];
  /** When its credentials were last tried; null when they never were. */
  testedAt!: Date | null;
  /** The code of what was wrong then; null when nothing was. */
  testFailure!: string | null;
  createdAt!: Date;
  updatedAt!: Date;
  deletedAt!: Date | null;
  version!: Opt<number>;
}

export const CarrierConnectionEntity = defineEntity({
  class: CarrierConnection,
  tableName: 'carrier_connections',
  properties: {
    id: p.uuid().primary(),
    organizationId: p.uuid().nullable(),
    testMode: p.boolean(),
    carrier: p.string(),
    carrierName: p.string(),
    displayName: p.string(),
    isActive: p.boolean(),
    rateSheetId: p.uuid().nullable(),
    priceList: p.string().nullable(),
    config: p.json<Record<string, unknown>>(),
    credentials: p.text().nullable(),
    audience: p.string().$type<ConnectionAudience>().nullable(),
    audienceOrganizations: p.array(),
    testedAt: p.datetime().nullable(),
    testFailure: p.string().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    deletedAt: p.datetime().nullable(),
    version: p.integer().version(),
  },
});
