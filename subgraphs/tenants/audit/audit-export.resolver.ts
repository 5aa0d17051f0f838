import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { RecordAuditExportInput, RecordAuditExportPayload } from './audit-export.types.ts';
import { recordAuditExport } from './record-audit-export.ts';

/** Exports of the audit log, as the gateway makes them. */
@Resolver()
export class AuditExportResolver {
  @Inaccessible()
  @RequiresPermission('internal')
  @Mutation(() => RecordAuditExportPayload, { description: 'Records that the caller exports the audit log; for the gateway.' })
  async recordAuditExport(
    @Arg('input', () => RecordAuditExportInput, { description: 'What is exported.' }) input: RecordAuditExportInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    await recordAuditExport(context, input);
    return {};
  }
}
