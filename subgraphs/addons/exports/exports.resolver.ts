import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { AddonApplicationFilterInput } from '../applications/addon-application.types.ts';
import { applicationFilter } from '../applications/application-filter.ts';
import { commissionFilter } from '../commission/commission-filter.ts';
import { CommissionFilterInput } from '../commission/commission-record.types.ts';
import { exportList } from './export-list.ts';
import { EXPORTED_APPLICATIONS, EXPORTED_COMMISSIONS } from './exported-lists.ts';

// As much as ten full pages of a list.
const EXPORT_COST = 1_000;

/** Lists as files. */
@Resolver()
export class ExportsResolver {
  @Cost(EXPORT_COST)
  @RequiresPermission('manage_addons')
  @Query(() => String, {
    description:
      'The applications of the list as a CSV file, latest first: for what a page shows. Refused with EXPORT_TOO_LARGE beyond 10,000; GET /exports/addon-applications at the same host, with the same token and filter as query parameters, writes a list of any length, and leaves an entry in the audit log.',
  })
  addonApplicationsCsv(
    @Arg('filter', () => AddonApplicationFilterInput, { nullable: true, description: 'Which applications; all when left out.' })
    filter: AddonApplicationFilterInput | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<string> {
    return exportList(context, EXPORTED_APPLICATIONS, applicationFilter(filter));
  }

  @Cost(EXPORT_COST)
  @RequiresPermission('manage_addons')
  @Query(() => String, {
    description:
      'The commissions of the list as a CSV file, latest first: for what a page shows. Refused with EXPORT_TOO_LARGE beyond 10,000; GET /exports/commissions at the same host, with the same token and filter as query parameters, writes a list of any length, and leaves an entry in the audit log.',
  })
  commissionsCsv(
    @Arg('filter', () => CommissionFilterInput, { nullable: true, description: 'Which commissions; all when left out.' })
    filter: CommissionFilterInput | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<string> {
    return exportList(context, EXPORTED_COMMISSIONS, commissionFilter(filter));
  }
}
