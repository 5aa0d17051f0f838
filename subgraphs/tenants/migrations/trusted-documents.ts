import type { Migration } from '../../../platform/database/migration.ts';

/** The operations that clients were built with. */
export function trustedDocuments(version: number): Migration {
  return {
    version,
    name: 'trusted documents',
    sql: `
create table tenants.trusted_documents (
  id text primary key,
  text text not null,
  registered_at timestamptz not null
);

-- A document stays for as long as one client has it.
create table tenants.trusted_document_clients (
  client text not null,
  document_id text not null references tenants.trusted_documents on delete cascade,
  primary key (client, document_id)
);
create index trusted_document_clients_document on tenants.trusted_document_clients (document_id);

grant select, insert, update, delete on tenants.trusted_documents, tenants.trusted_document_clients to {{role}};
`,
  };
}
