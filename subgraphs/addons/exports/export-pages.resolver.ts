import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { AddonApplicationFilterInput } from '../applications/addon-application.types.ts';
import { applicationFilter } from '../applications/application-filter.ts';
import { commissionFilter } from '../commission/commission-filter.ts';
import { CommissionFilterInput } from '../commission/commission-record.types.ts';
import { exportPage, type ExportPage } from './export-list.ts';
import { EXPORTED_APPLICATIONS, EXPORTED_COMMISSIONS } from './exported-lists.ts';
import { ExportPageType, RecordAddonExportInput, RecordAddonExportPayload } from './exports.types.ts';
import { recordAddonExport } from './record-addon-export.ts';

/** Lists as files, as the gateway writes them. */
@Resolver()
export class ExportPagesResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Query(() => ExportPageType, {
    description: 'The next applications as CSV; for the gateway, in the name of whoever may read them.',
  })
  addonApplicationsPage(
    @Arg('filter', () => AddonApplicationFilterInput, { nullable: true, description: 'Which applications; all when left out.' })
    filter: AddonApplicationFilterInput | null | undefined,
    @Arg('after', () => String, { nullable: true, description: 'Behind which one; from the first when left out.' })
    after: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<ExportPage> {
    return exportPage(context, EXPORTED_APPLICATIONS, { filter: applicationFilter(filter), after: after ?? null });
  }

  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Query(() => ExportPageType, {
    description: 'The next commissions as CSV; for the gateway, in the name of whoever may read them.',
  })
  commissionsPage(
    @Arg('filter', () => CommissionFilterInput, { nullable: true, description: 'Which commissions; all when left out.' })
    filter: CommissionFilterInput | null | undefined,
    @Arg('after', () => String, { nullable: true, description: 'Behind which one; from the first when left out.' })
    after: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<ExportPage> {
    return exportPage(context, EXPORTED_COMMISSIONS, { filter: commissionFilter(filter), after: after ?? null });
  }

  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Mutation(() => RecordAddonExportPayload, { description: 'Records that the caller exports a list; for the gateway.' })
  async recordAddonExport(
    @Arg('input', () => RecordAddonExportInput, { description: 'What is exported.' }) input: RecordAddonExportInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    await recordAddonExport(context, input);
    return {};
  }
}
