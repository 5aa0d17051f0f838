import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';

/** An operation that a client was built with, under the id by which the client asks for it. */
export interface TrustedDocument {
  id: string;
  text: string;
}

/** The text of a document; undefined when no client has registered it. */
export async function findDocumentText(db: Queryable, id: string): Promise<string | undefined> {
  return (await db.first(sql<{ text: string }>`select text from tenants.trusted_documents where id = ${id}`))?.text;
}

/** Keeps documents for a client; those that are there already stay as they are. Answers the ids that stand for another text. */
export async function keepDocuments(
  db: Queryable,
  client: string,
  documents: readonly TrustedDocument[],
  now: Date,
): Promise<{ conflicting: string[]; added: number }> {
  const ids = documents.map(({ id }) => id);
  const texts = documents.map(({ text }) => text);
  const added = await db.query(sql<{ id: string }>`
    insert into tenants.trusted_documents (id, text, registered_at)
    select id, text, ${now} from unnest(${ids}::text[], ${texts}::text[]) as given (id, text) order by id
    on conflict (id) do nothing returning id`);
  const conflicting = await db.query(sql<{ id: string }>`
    select id from tenants.trusted_documents known join unnest(${ids}::text[], ${texts}::text[]) as given (id, text) using (id)
    where known.text <> given.text order by id`);
  await db.query(sql`
    insert into tenants.trusted_document_clients (client, document_id) select ${client}, unnest(${ids}::text[]) on conflict do nothing`);
  return { conflicting: conflicting.map(({ id }) => id), added: added.length };
}

/** Forgets a client; answers how many documents no client has any more, which are gone with it. */
export async function forgetClient(db: Queryable, client: string): Promise<{ documents: number; removed: number }> {
  const left = await db.query(sql<{ documentId: string }>`
    delete from tenants.trusted_document_clients where client = ${client} returning document_id as "documentId"`);
  const removed = await db.query(sql<{ id: string }>`
    delete from tenants.trusted_documents d where id = any(${left.map(({ documentId }) => documentId)}::text[])
      and not exists (select from tenants.trusted_document_clients c where c.document_id = d.id) returning id`);
  return { documents: left.length, removed: removed.length };
}

/** How many documents each client has registered, by name. */
export async function countDocuments(db: Queryable): Promise<{ client: string; documents: number }[]> {
  return db.query(sql<{ client: string; documents: number }>`
    select client, count(*)::int as documents from tenants.trusted_document_clients group by client order by client`);
}
