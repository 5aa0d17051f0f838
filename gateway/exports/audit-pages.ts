import { GraphQLError } from 'graphql';
import { INTERNAL_SCOPE } from '../../contracts/identity/identity.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import type { GatewayContext } from '../gateway-context.ts';

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

/** What an export needs to ask the subgraph of the log. */
export interface AuditSource {
  tenants: Pick<SubgraphTransport, 'execute'>;
  /** Signs the caller's identity with the scope of calls between parts of the platform. */
  signer: IdentitySigner;
  /** Establishes anew who is asking, so that a token that was revoked gets no further page. */
  identify(): Promise<GatewayContext>;
  filter: Record<string, unknown>;
}

/** The entries that the caller may see, the earliest first, a page at a time; each page is asked for when the one before was taken. */
export async function* auditPages(source: AuditSource): AsyncGenerator<ExportedEntry[], void, undefined> {
  let after: string | null = null;
  do {
    const variables: Record<string, unknown> = { filter: source.filter, first: PAGE_SIZE, after };
    const { auditLog }: Page = await ask<Page>(source, PAGE, variables);
    yield auditLog.edges.map((edge) => edge.node);
    after = auditLog.pageInfo.hasNextPage ? auditLog.pageInfo.endCursor : null;
  } while (after !== null);
}

/** Leaves in the audit log that it was exported, by whom and what of it. */
export async function recordExport(source: AuditSource, format: string): Promise<void> {
  const caller = await source.identify();
  const identity = { ...caller.identity, permissions: [...caller.identity.permissions, INTERNAL_SCOPE] };
  const variables = { input: { format, filter: source.filter } };
  await send(source, { ...caller, identityToken: await source.signer.sign(identity) }, { query: RECORD, variables });
}

async function ask<Data>(source: AuditSource, query: string, variables: Record<string, unknown>): Promise<Data> {
  return send<Data>(source, await source.identify(), { query, variables });
}

async function send<Data>(
  { tenants }: AuditSource,
  { requestId, traceparent, identityToken, ipAddress, userAgent }: GatewayContext,
  operation: { query: string; variables: Record<string, unknown> },
): Promise<Data> {
  const result = await tenants.execute({ ...operation, requestId, traceparent, identityToken, ipAddress, userAgent });
  const [error] = result.errors ?? [];
  if (error) throw new GraphQLError(error.message, { extensions: error.extensions ?? {} });
  return result.data as Data;
}
