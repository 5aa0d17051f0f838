import { sql } from 'kysely';
import type { Queryable } from '../database/session.ts';
import type { SessionScope } from '../database/session-scope.ts';
import { newId, type Uuid } from '../ids/public-id.ts';
import type { DueMail, Mail } from './mail.ts';

/** Leaves an e-mail in the outbox, in this transaction: it is sent once that has committed, and never otherwise. */
export async function enqueueMail(
  transaction: Pick<Queryable, 'query'> & { readonly scope: SessionScope },
  mail: Mail,
  now: Date,
): Promise<void> {
  await transaction.query(sql`
    insert into platform.outbound_emails
      (id, tenant_id, organization_id, kind, recipient, subject, body_text, body_html, status, next_attempt_at, created_at)
    values (${newId()}, ${transaction.scope.tenant?.id ?? null}, ${mail.organizationId}, ${mail.kind}, ${mail.recipient}, ${mail.subject},
      ${mail.text}, ${mail.html}, 'pending', ${now}, ${now})`);
}

/**
 * Takes mail whose turn has come, and gives nobody else a turn before `leaseUntil`. Whoever dies with it in hand leaves it to
 * the next turn.
 */
export async function claimDueMail(
  db: Queryable,
  turn: { now: Date; leaseUntil: Date; limit: number },
): Promise<(DueMail & { attempts: number })[]> {
  return db.query(sql<DueMail & { attempts: number }>`
    update platform.outbound_emails set attempts = attempts + 1, next_attempt_at = ${turn.leaseUntil}
    where id in (
      select id from platform.outbound_emails where status = 'pending' and next_attempt_at <= ${turn.now}
      order by next_attempt_at limit ${turn.limit} for update skip locked)
    returning id, recipient, subject, body_text as text, body_html as html, attempts`);
}

/** Records that a mail has left; what a mail server has is forgotten here but for its envelope. */
export async function settleMail(db: Queryable, id: Uuid, outcome: 'sent' | 'kept', now: Date): Promise<void> {
  await db.query(sql`
    update platform.outbound_emails set status = ${outcome}, settled_at = ${now}, next_attempt_at = null, last_error = null,
      body_text = case when ${outcome}::text = 'kept' then body_text end, body_html = case when ${outcome}::text = 'kept' then body_html end
    where id = ${id} and status = 'pending'`);
}

/** Records why a mail has not left: to be tried again at `retryAt`, or, when that is null, given up. */
export async function recordMailFailure(
  db: Queryable,
  id: Uuid,
  failure: { reason: string; retryAt: Date | null; now: Date },
): Promise<void> {
  const isLast = failure.retryAt === null;
  await db.query(sql`
    update platform.outbound_emails set last_error = ${failure.reason.slice(0, 500)}, next_attempt_at = ${failure.retryAt},
      status = ${isLast ? 'failed' : 'pending'}, settled_at = ${isLast ? failure.now : null}
    where id = ${id} and status = 'pending'`);
}

/** Forgets mail that was settled before the instant. */
export async function deleteSettledMail(db: Queryable, before: Date): Promise<void> {
  await db.query(sql`delete from platform.outbound_emails where settled_at < ${before}`);
}
