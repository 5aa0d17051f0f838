import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** An e-mail in the outbox, as those who look after it see it. */
export interface OutboundEmail {
  id: Uuid;
  tenantId: Uuid | null;
  organizationId: Uuid | null;
  kind: string;
  recipient: string;
  subject: string;
  /** Only of mail that stayed here: what a mail server got or will get is for its recipient alone. */
  text: string | null;
  html: string | null;
  status: 'pending' | 'sent' | 'kept' | 'failed';
  attempts: number;
  lastError: string | null;
  createdAt: Date;
  nextAttemptAt: Date | null;
  settledAt: Date | null;
}

/** Which e-mails to list. */
export interface OutboundEmailFilter {
  status?: OutboundEmail['status'] | null | undefined;
  recipient?: string | null | undefined;
  kind?: string | null | undefined;
}

/** Sort orders of the list of e-mails. */
export const OUTBOUND_EMAIL_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const EMAIL_COLUMNS = sql`id, tenant_id as "tenantId", organization_id as "organizationId", kind, recipient, subject,
  case when status = 'kept' then body_text end as text, case when status = 'kept' then body_html end as html, status, attempts,
  last_error as "lastError", created_at as "createdAt", next_attempt_at as "nextAttemptAt", settled_at as "settledAt"`;

/** A page of the e-mails of a tenant, or of all when no tenant is named. */
export async function listOutboundEmails(
  db: Queryable,
  tenantId: Uuid | null,
  filter: OutboundEmailFilter,
  list: { order: KeysetOrder; page: PageRequest },
): Promise<Page<OutboundEmail>> {
  const conditions: RawBuilder<unknown>[] = [tenantId ? sql`tenant_id = ${tenantId}` : sql`true`];
  if (filter.status) conditions.push(sql`status = ${filter.status}`);
  if (filter.recipient) conditions.push(sql`recipient = ${filter.recipient.slice(0, 400).trim().toLowerCase()}`);
  if (filter.kind) conditions.push(sql`kind = ${filter.kind.slice(0, 100)}`);
  return fetchPage(
    db,
    sql<OutboundEmail>`select ${EMAIL_COLUMNS}, created_at from platform.outbound_emails where ${sql.join(conditions, sql` and `)}`,
    list.order,
    list.page,
  );
}

/** Gives a failed e-mail (of the tenant, when one is named) its attempts anew; undefined when there is no such one. */
export async function reviveFailedEmail(
  db: Queryable,
  revival: { id: Uuid; tenantId: Uuid | null; now: Date },
): Promise<OutboundEmail | undefined> {
  const ofTenant = revival.tenantId ? sql`and tenant_id = ${revival.tenantId}` : sql``;
  return db.first(sql<OutboundEmail>`
    update platform.outbound_emails set status = 'pending', attempts = 0, next_attempt_at = ${revival.now}, settled_at = null
    where id = ${revival.id} and status = 'failed' ${ofTenant} returning ${EMAIL_COLUMNS}`);
}
