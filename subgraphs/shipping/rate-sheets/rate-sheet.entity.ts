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

/** A rate sheet as the tenant keeps it; offered to all its organizations. */
export class StoredRateSheet {
  id!: Uuid;
  testMode!: boolean;
  code!: string;
  name!: string;
  currency!: string;
  /** Taken from the sheet, so that lists need not read the whole of it. */
  services!: OfferedService[];
  sheet!: RateSheet;
  /** Counts the changes of `sheet`. */
  version!: number;
  createdAt!: Date;
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
    sheet: p.json<RateSheet>(),
    version: p.integer(),
    createdAt: p.datetime(),
  },
});
