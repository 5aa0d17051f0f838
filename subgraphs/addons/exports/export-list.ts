import { hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError } from '../../../platform/errors/errors.ts';
import { decodeOptionalId, encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { csvHead, csvLines, type CsvColumn } from '../../../platform/csv/csv-table.ts';
import { ExportTooLargeError, MOST_EXPORTED } from './exports.errors.ts';

const PAGE_SIZE = 1_000;

/** A list that can be taken away as a CSV file. */
export interface ExportedList<Row extends { id: Uuid }, Filter> {
  columns: readonly CsvColumn<Row>[];
  idPrefix: string;
  /** The rows of the list, latest first: those behind the row of an id, or from the first. */
  find(db: RequestContext['session'], filter: Filter, range: { after: Uuid | null; limit: number }): Promise<Row[]>;
}

/** A part of a file, and behind which row the next one begins; null after the last. */
export interface ExportPage {
  text: string;
  next: string | null;
}

/** A whole list as one CSV file, latest first. Throws ExportTooLargeError beyond 10,000. */
export async function exportList<Row extends { id: Uuid }, Filter>(
  context: RequestContext,
  list: ExportedList<Row, Filter>,
  filter: Filter,
): Promise<string> {
  requireTenant(context);
  const rows = await list.find(context.session, filter, { after: null, limit: MOST_EXPORTED + 1 });
  if (rows.length > MOST_EXPORTED) throw new ExportTooLargeError();
  return csvHead(list.columns) + csvLines(list.columns, rows);
}

/** The next thousand rows of a list as a part of a CSV file; the first part begins with the names. For whoever may read the list. */
export async function exportPage<Row extends { id: Uuid }, Filter>(
  context: RequestContext,
  list: ExportedList<Row, Filter>,
  { filter, after }: { filter: Filter; after: string | null },
): Promise<ExportPage> {
  requireTenant(context);
  if (!hasPermission(context, 'manage_addons')) throw new ForbiddenError('This needs the permission manage_addons.');
  const rows = await list.find(context.session, filter, {
    after: decodeOptionalId(list.idPrefix, after, 'after') ?? null,
    limit: PAGE_SIZE,
  });
  const last = rows.length === PAGE_SIZE ? rows.at(-1) : undefined;
  const head = after === null ? csvHead(list.columns) : '';
  return { text: head + csvLines(list.columns, rows), next: last ? encodeId(list.idPrefix, last.id) : null };
}
