import { defineEntity, p } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { RateSheet } from './rate-sheet.ts';

/** A state of a rate sheet. Never changed: what was quoted by it can be explained by it. */
export class RateSheetVersion {
  id!: Uuid;
  testMode!: boolean;
  rateSheetId!: Uuid;
  /** Counts from 1 within its sheet. */
  version!: number;
  /** From this day on, e.g. "2026-01-31", until the day of a later version. */
  effectiveOn!: string;
  note!: string | null;
  createdBy!: string;
  createdAt!: Date;
  sheet!: RateSheet;
}

export const RateSheetVersionEntity = defineEntity({
  class: RateSheetVersion,
  tableName: 'rate_sheet_versions',
  properties: {
    id: p.uuid().primary(),
    testMode: p.boolean(),
    rateSheetId: p.uuid(),
    version: p.integer(),
    effectiveOn: p.date(),
    note: p.text().nullable(),
    createdBy: p.string(),
    createdAt: p.datetime(),
    sheet: p.json<RateSheet>(),
  },
});
