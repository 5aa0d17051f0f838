import { defineEntity, p, type Opt } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** An organization's access to a carrier, in one mode. Deleted ones are kept: shipments refer to them. */
export class CarrierConnection {
  id!: Uuid;
  organizationId!: Uuid;
  testMode!: boolean;
  /** The code of its adapter. */
  carrier!: string;
  /** The name under which its use is metered. */
  carrierName!: string;
  displayName!: string;
  isActive!: boolean;
  capabilities!: string[];
  rateSheetId!: Uuid | null;
  priceList!: string | null;
  config!: Record<string, unknown>;
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
    organizationId: p.uuid(),
    testMode: p.boolean(),
    carrier: p.string(),
    carrierName: p.string(),
    displayName: p.string(),
    isActive: p.boolean(),
    capabilities: p.array(),
    rateSheetId: p.uuid().nullable(),
    priceList: p.string().nullable(),
    config: p.json<Record<string, unknown>>(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    deletedAt: p.datetime().nullable(),
    version: p.integer().version(),
  },
});
