import type { Migration } from '../../../platform/database/migration.ts';

/** Where the commercial invoice of a shipment is kept. */
export function shipmentInvoices(version: number): Migration {
  return {
    version,
    name: 'commercial invoices as files',
    sql: `
alter table shipments add column invoice_file_id uuid references files (id);
create index shipments_invoice_file on shipments (invoice_file_id) where invoice_file_id is not null;
`,
  };
}
