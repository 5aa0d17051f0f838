import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { AddonApplication } from '../applications/addon-application.query.ts';
import type { CsvColumn } from '../../../platform/csv/csv-table.ts';

/** What stands of an application in a CSV file. */
export const APPLICATION_COLUMNS: readonly CsvColumn<AddonApplication>[] = [
  { name: 'id', valueOf: (row) => encodeId(ID_PREFIX.addonApplication, row.id) },
  { name: 'createdAt', valueOf: (row) => row.createdAt.toISOString() },
  { name: 'organizationId', valueOf: (row) => encodeId(ID_PREFIX.organization, row.organizationId) },
  { name: 'shipmentId', valueOf: (row) => encodeId(ID_PREFIX.shipment, row.shipmentId) },
  { name: 'addonId', valueOf: (row) => encodeId(ID_PREFIX.addon, row.addonId) },
  { name: 'addonVersion', valueOf: (row) => row.addonVersion },
  { name: 'addonName', valueOf: (row) => row.addonName, isFreeText: true },
  { name: 'carrierName', valueOf: (row) => row.carrierName, isFreeText: true },
  { name: 'service', valueOf: (row) => row.service, isFreeText: true },
  { name: 'currency', valueOf: (row) => row.currency },
  { name: 'amount', valueOf: (row) => Money.of(row.amount, row.currency).toDecimalString() },
  { name: 'commissionAmount', valueOf: (row) => Money.of(row.commissionAmount, row.currency).toDecimalString() },
  { name: 'reversesId', valueOf: (row) => row.reversesId && encodeId(ID_PREFIX.addonApplication, row.reversesId) },
];
