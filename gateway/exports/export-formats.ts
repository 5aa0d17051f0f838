import { stringify } from 'csv-stringify/sync';
import type { ExportedEntry } from './audit-pages.ts';

/** A way to write entries down. */
export interface ExportFormat {
  contentType: string;
  /** What stands before the first entry. */
  head: string;
  lines(entries: readonly ExportedEntry[]): string;
}

type Cell = string | number | null;
const COLUMNS: readonly [name: string, of: (entry: ExportedEntry) => Cell][] = [
  ['id', (entry) => entry.id],
  ['occurredAt', (entry) => entry.occurredAt],
  ['action', (entry) => entry.action],
  ['actorKind', (entry) => entry.actor.kind],
  ['actor', (entry) => entry.actor.id ?? entry.actor.name],
  ['organization', (entry) => entry.organization?.id ?? null],
  ['resourceType', (entry) => entry.resourceType],
  ['resourceId', (entry) => entry.resourceId],
  ['changes', (entry) => JSON.stringify(entry.changes)],
  ['ipAddress', (entry) => entry.ipAddress],
  ['userAgent', (entry) => entry.userAgent],
  ['sealPosition', (entry) => entry.seal?.position ?? null],
  ['sealHash', (entry) => entry.seal?.hash ?? null],
];

// A cell that begins like a formula gets an apostrophe in front: a spreadsheet would run it, and what people typed stands in the log.
const csv = (rows: readonly Cell[][]): string => stringify([...rows], { escape_formulas: true, record_delimiter: '\r\n' });

/** The names of the formats. */
export type ExportFormatName = 'csv' | 'ndjson';

/** The formats there are, by the name they are asked for with. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormatName, ExportFormat>> = {
  csv: {
    contentType: 'text/csv; charset=utf-8; header=present',
    head: csv([COLUMNS.map(([name]) => name)]),
    lines: (entries) => csv(entries.map((entry) => COLUMNS.map(([, of]) => of(entry)))),
  },
  ndjson: {
    contentType: 'application/x-ndjson; charset=utf-8',
    head: '',
    lines: (entries) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  },
};
