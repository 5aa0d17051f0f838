import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { limitsOf } from '../limits/limits.loaders.ts';
import { toLimitType } from '../limits/limits.resolver.ts';
import type { CreditLimitType } from '../limits/limits.types.ts';
import { organizationCreditStatus, type OrganizationCreditStatus, type ThresholdAlert } from './organization-credit-status.ts';
import {
  CreditThresholdAlertType,
  OrganizationCreditStatusType,
  type CreditStandingEnum,
  type CreditSumsType,
} from './organization-credit-status.types.ts';

@Resolver(() => OrganizationCreditStatusType)
export class OrganizationCreditStatusResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => OrganizationCreditStatusType, {
    description: 'How an organization stands with its prepaid credits. NOT_FOUND for an organization that is not the caller’s.',
  })
  async organizationCreditStatus(
    @Arg('organizationId', () => ID, { description: 'Id of the organization.' }) organizationId: string,
    @Ctx() context: RequestContext,
  ): Promise<OrganizationCreditStatusType> {
    return toStatusType(
      await organizationCreditStatus(context, decodeId(ID_PREFIX.organization, organizationId, 'organizationId')),
    );
  }

  @FieldResolver()
  async spendingLimits(@Root() status: OrganizationCreditStatusType, @Ctx() context: RequestContext): Promise<CreditLimitType[]> {
    const subject = { organizationId: status.organization!.id, entityId: null, teamId: null, userId: null };
    return (await limitsOf(context, subject)).map(toLimitType);
  }
}

@Resolver(() => CreditThresholdAlertType)
export class CreditThresholdAlertsResolver {
  @FieldResolver()
  entity(@Root() alert: { entityId: string }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, alert.entityId);
  }
}

/** How an organization stands, as the graph shows it. */
export function toStatusType(status: OrganizationCreditStatus): OrganizationCreditStatusType {
  const byCurrency: CreditSumsType[] = status.sums.map((sums) => ({
    currency: sums.currency,
    creditBalance: sums.creditBalance.toJSON(),
    creditLimit: sums.creditLimit.toJSON(),
    creditUsed: sums.creditUsed.toJSON(),
  }));
  const { creditBalance = null, creditLimit = null, creditUsed = null } = byCurrency[0] ?? {};
  return {
    organization: { id: status.organizationId },
    creditBalance,
    creditLimit,
    creditUsed,
    status: status.status as CreditStandingEnum,
    byCurrency,
    thresholdAlerts: status.thresholdAlerts.map(toAlertType),
  };
}

function toAlertType(alert: ThresholdAlert): CreditThresholdAlertType & { entityId: string } {
  return { entityId: alert.entityId, threshold: alert.threshold.toJSON(), triggered: alert.triggered, message: alert.message };
}
