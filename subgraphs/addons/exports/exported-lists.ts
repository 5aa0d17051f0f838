import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import {
  findApplicationsToExport,
  type AddonApplication,
  type AddonApplicationFilter,
} from '../applications/addon-application.query.ts';
import { findCommissionsToExport, type CommissionFilter, type CommissionRecord } from '../commission/commission-record.query.ts';
import { APPLICATION_COLUMNS } from './application-columns.ts';
import { COMMISSION_COLUMNS } from './commission-columns.ts';
import type { ExportedList } from './export-list.ts';

/** The applications of addons. */
export const EXPORTED_APPLICATIONS: ExportedList<AddonApplication, AddonApplicationFilter> = {
  columns: APPLICATION_COLUMNS,
  idPrefix: ID_PREFIX.addonApplication,
  find: findApplicationsToExport,
};

/** The commissions on them. */
export const EXPORTED_COMMISSIONS: ExportedList<CommissionRecord, CommissionFilter> = {
  columns: COMMISSION_COLUMNS,
  idPrefix: ID_PREFIX.commission,
  find: findCommissionsToExport,
};
