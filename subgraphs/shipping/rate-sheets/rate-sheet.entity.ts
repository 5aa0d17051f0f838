import { defineEntity, p } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { RateSheet } from './rate-sheet.ts';

/** A service of a stored rate sheet, as far as lists need it. */
export interface OfferedService {
  code: string;
  name: string;
  carrierName: string;
  priceList: string;
}

/** A rate sheet as the tenant keeps it; offered to all its organizations. Its prices are in its versions. */
export class StoredRateSheet {
  id!: Uuid;
  testMode!: boolean;
  code!: string;
  name!: string;
  currency!: string;
  /** Of the latest version, so that lists need not read the whole of it. */
  services!: OfferedService[];
  /** The number of the latest version. */
  version!: number;
  /** The last day on which it is rated by, e.g. "2026-12-31"; null for no end. */
  endsOn!: string | null;
  createdAt!: Date;
  updatedAt!: Date;
  deletedAt!: Date | null;
}

export const StoredRateSheetEntity = defineEntity({
  class: StoredRateSheet,
  tableName: 'rate_sheets',
  properties: {
    id: p.uuid().primary(),
    testMode: p.boolean(),
    code: p.string(),
    name: p.string(),
    currency: p.string(),
    services: p.json<OfferedService[]>(),
    version: p.integer(),
    endsOn: p.date().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    deletedAt: p.datetime().nullable(),
  },
});

/** The part of a stored rate sheet that says which services there are. */
export function offeredServices(sheet: RateSheet): OfferedService[] {
  return sheet.services.map(({ code, name, carrierName, priceList }) => ({ code, name, carrierName, priceList }));
}
