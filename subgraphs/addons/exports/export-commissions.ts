import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { findCommissionsToExport, type CommissionFilter, type CommissionRecord } from '../commission/commission-record.query.ts';
import { csvTable, type CsvColumn } from './csv-table.ts';
import { ExportTooLargeError, MOST_EXPORTED } from './exports.errors.ts';

const COLUMNS: readonly CsvColumn<CommissionRecord>[] = [
  { name: 'id', valueOf: (row) => encodeId(ID_PREFIX.commission, row.id) },
  { name: 'createdAt', valueOf: (row) => row.createdAt.toISOString() },
  { name: 'organizationId', valueOf: (row) => encodeId(ID_PREFIX.organization, row.organizationId) },
  {
    name: 'recipientOrganizationId',
    valueOf: (row) => row.recipientOrganizationId && encodeId(ID_PREFIX.organization, row.recipientOrganizationId),
  },
  { name: 'shipmentId', valueOf: (row) => encodeId(ID_PREFIX.shipment, row.shipmentId) },
  { name: 'applicationId', valueOf: (row) => encodeId(ID_PREFIX.addonApplication, row.applicationId) },
  { name: 'addonId', valueOf: (row) => encodeId(ID_PREFIX.addon, row.addonId) },
  { name: 'addonVersion', valueOf: (row) => row.addonVersion },
  { name: 'currency', valueOf: (row) => row.currency },
  { name: 'amount', valueOf: (row) => Money.of(row.amount, row.currency).toDecimalString() },
  { name: 'baseAmount', valueOf: (row) => Money.of(row.baseAmount, row.currency).toDecimalString() },
  { name: 'rate', valueOf: (row) => row.rate },
  { name: 'ruleSource', valueOf: (row) => row.ruleSource },
  { name: 'reversesId', valueOf: (row) => row.reversesId && encodeId(ID_PREFIX.commission, row.reversesId) },
];

/** The commissions of a list as a CSV file, latest first. Throws ExportTooLargeError beyond 10,000. */
export async function exportCommissions(context: RequestContext, filter: CommissionFilter): Promise<string> {
  requireTenant(context);
  const rows = await findCommissionsToExport(context.session, filter, MOST_EXPORTED + 1);
  if (rows.length > MOST_EXPORTED) throw new ExportTooLargeError();
  return csvTable(COLUMNS, rows);
}
