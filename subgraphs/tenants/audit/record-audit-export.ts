import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { auditSession } from './audit-access.ts';

/** An export of the audit log, or of a part of it. */
export interface RecordAuditExport {
  format: string;
  filter: unknown;
}

/** Leaves an entry that the caller took the log, or a part of it, away as a file. */
export async function recordAuditExport(context: RequestContext, command: RecordAuditExport): Promise<void> {
  const { id } = requireTenant(context);
  await auditSession(context).transaction(async (transaction) => {
    transaction.audit({
      action: 'audit_log.exported',
      resourceType: 'audit_log',
      resourceId: id,
      organizationId: context.identity.organizationId,
      after: { format: command.format, filter: command.filter },
      ...auditFacts(context),
    });
  });
}
