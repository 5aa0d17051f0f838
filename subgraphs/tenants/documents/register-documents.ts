import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { DocumentConflictError } from './documents.errors.ts';
import { countDocuments, forgetClient, keepDocuments, type TrustedDocument } from './trusted-documents.query.ts';

const ID = /^[\w:.-]{1,200}$/;
const CLIENT = /^[\w@/. -]{1,100}$/;

/** Registers the documents of a client: all of them, or none. Repeating it changes nothing. Run by whoever owns the database. */
export async function registerDocuments(
  context: RequestContext,
  command: { client: string; documents: readonly TrustedDocument[] },
): Promise<{ added: number }> {
  const { client, documents } = command;
  assertClient(client);
  const strange = documents.find(({ id }) => !ID.test(id));
  if (strange || documents.length === 0)
    throw ValidationError.of(
      'documents',
      'Register at least one document, each with an id of at most 200 letters, digits and ":.-_".',
    );
  return change(context, 'documents.registered', client, async (transaction) => {
    const { added, conflicting } = await keepDocuments(transaction, client, documents, context.clock.now());
    if (conflicting.length > 0) throw new DocumentConflictError(conflicting);
    return { added };
  });
}

/** Takes a client's documents back; those that another client has registered stay. */
export async function retireClient(context: RequestContext, client: string): Promise<{ documents: number; removed: number }> {
  assertClient(client);
  return change(context, 'documents.retired', client, (transaction) => forgetClient(transaction, client));
}

/** How many documents each client has registered. */
export async function listClients(context: RequestContext): Promise<{ client: string; documents: number }[]> {
  return countDocuments(context.openSession(NO_SCOPE));
}

function assertClient(client: string): void {
  if (!CLIENT.test(client))
    throw ValidationError.of('client', 'A client’s name has at most 100 letters, digits, spaces and "@/.-_".');
}

async function change<Outcome extends object>(
  context: RequestContext,
  action: string,
  client: string,
  work: (transaction: Transaction) => Promise<Outcome>,
): Promise<Outcome> {
  const tenant = await ensurePlatformTenant(context);
  const session = context.openSession({ tenant, organization: null, testMode: false });
  return session.transaction(async (transaction) => {
    const outcome = await work(transaction);
    transaction.audit({
      ...auditFacts(context),
      action,
      resourceType: 'client',
      resourceId: newId(),
      organizationId: null,
      after: { client, ...outcome },
    });
    return outcome;
  });
}
