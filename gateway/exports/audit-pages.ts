import { askAsCaller, askInternally, type ExportSource } from './export-source.ts';

const PAGE_SIZE = 100;

/** An entry of the audit log as it is exported. */
export interface ExportedEntry {
  id: string;
  occurredAt: string;
  action: string;
  actor: { kind: string; id: string | null; name: string | null };
  organization: { id: string } | null;
  resourceType: string;
  resourceId: string;
  changes: { field: string; before: unknown; after: unknown }[];
  ipAddress: string | null;
  userAgent: string | null;
  seal: { position: number; hash: string } | null;
}

const PAGE = `query AuditExport($filter: AuditLogFilter, $first: Int!, $after: String) {
  auditLog(filter: $filter, sort: OCCURRED_AT_ASC, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      id occurredAt action actor { kind id name } organization { id } resourceType resourceId changes { field before after } ipAddress userAgent
      seal { position hash }
    } }
  }
}`;
const RECORD = `mutation RecordAuditExport($input: RecordAuditExportInput!) { recordAuditExport(input: $input) { errors { code } } }`;

interface Page {
  auditLog: { pageInfo: { hasNextPage: boolean; endCursor: string | null }; edges: { node: ExportedEntry }[] };
}

/** The entries that the caller may see, the earliest first, a page at a time; each page is asked for when the one before was taken. */
export async function* auditPages(source: ExportSource): AsyncGenerator<ExportedEntry[], void, undefined> {
  let after: string | null = null;
  do {
    const variables: Record<string, unknown> = { filter: source.filter, first: PAGE_SIZE, after };
    const { auditLog }: Page = await askAsCaller<Page>(source, { query: PAGE, variables });
    yield auditLog.edges.map((edge) => edge.node);
    after = auditLog.pageInfo.hasNextPage ? auditLog.pageInfo.endCursor : null;
  } while (after !== null);
}

/** Leaves in the audit log that it was exported, by whom and what of it. */
export async function recordExport(source: ExportSource, format: string): Promise<void> {
  await askInternally(source, { query: RECORD, variables: { input: { format, filter: source.filter } } });
}
