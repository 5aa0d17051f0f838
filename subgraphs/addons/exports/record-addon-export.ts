import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';

/** An export of a list, or of a part of it. */
export interface RecordAddonExport {
  list: string;
  filter: unknown;
}

/** Leaves an entry that the caller took a list, or a part of it, away as a file. */
export async function recordAddonExport(context: RequestContext, command: RecordAddonExport): Promise<void> {
  const { id } = requireTenant(context);
  await context.session.transaction(async (transaction) => {
    transaction.audit({
      action: 'addon_list.exported',
      resourceType: 'tenant',
      resourceId: id,
      organizationId: context.identity.organizationId,
      after: { list: command.list, filter: command.filter },
      ...auditFacts(context),
    });
  });
}
