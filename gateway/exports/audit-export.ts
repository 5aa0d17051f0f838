import { z } from 'zod';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { auditPages, recordExport } from './audit-pages.ts';
import type { Export } from './export-door.ts';
import { EXPORT_FORMATS, type ExportFormatName } from './export-formats.ts';

const oneOrMany = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Order = z
  .strictObject({
    format: z.enum(['csv', 'ndjson']).default('ndjson'),
    actor: z.string().optional(),
    actions: oneOrMany.optional(),
    resourceType: z.string().optional(),
    resourceId: z.string().optional(),
    organizationId: z.string().optional(),
    from: z.string().optional(),
    until: z.string().optional(),
    ipAddress: z.string().optional(),
    keyword: z.string().optional(),
  })
  .transform(({ format, ...filter }) => ({ format, filter }));

/** The audit log as a file: whoever may read it by `auditLog` gets the same entries. */
export function auditExport(tenants: Pick<SubgraphTransport, 'execute'>): Export {
  return {
    name: 'audit-log',
    subgraph: tenants,
    order: Order,
    contentType: (format) => EXPORT_FORMATS[format as ExportFormatName].contentType,
    async *pages(source, format) {
      const written = EXPORT_FORMATS[format as ExportFormatName];
      let before = written.head;
      for await (const entries of auditPages(source)) {
        yield before + written.lines(entries);
        before = '';
      }
    },
    record: recordExport,
  };
}
