import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { CommissionRecord } from '../commission/commission-record.query.ts';
import type { CsvColumn } from '../../../platform/csv/csv-table.ts';

/** What stands of a commission in a CSV file. */
export const COMMISSION_COLUMNS: readonly CsvColumn<CommissionRecord>[] = [
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
