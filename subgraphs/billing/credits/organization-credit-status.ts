import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { assertOrganizationExists, organizationToChange } from '../caller-organization.ts';
import { findCreditPositionsOfOrganization, type CreditPosition } from './credit-balance.query.ts';
import { noticeThresholds } from './credit-notices.ts';

/** How an organization stands with its credits, from best to worst; `none` without entities. */
export type CreditStanding = 'none' | 'active' | 'low' | 'exhausted' | 'suspended';

/** A threshold of one entity, and whether it is reached at the moment. */
export interface ThresholdAlert {
  entityId: Uuid;
  threshold: Money;
  triggered: boolean;
  message: string;
}

/** Sums over the entities of one currency. */
export interface CreditSums {
  currency: string;
  creditBalance: Money;
  creditLimit: Money;
  creditUsed: Money;
}

/** How an organization stands with its credits; sums never mix currencies. */
export interface OrganizationCreditStatus {
  organizationId: Uuid;
  status: CreditStanding;
  /** By currency, that of the default entity in front. */
  sums: CreditSums[];
  thresholdAlerts: ThresholdAlert[];
}

/** The credit status of an organization in one statement. Throws NotFoundError for an organization that is not the caller's. */
export async function organizationCreditStatus(
  context: RequestContext,
  askedOrganizationId: Uuid,
): Promise<OrganizationCreditStatus> {
  const organizationId = organizationToChange(context, askedOrganizationId);
  await assertOrganizationExists(context, organizationId);
  const positions = await findCreditPositionsOfOrganization(context.session, organizationId, context.clock.now());
  const thresholdAlerts = positions.flatMap(alertsOf);
  const byCurrency = Map.groupBy(positions, (position) => position.currency);
  const sums = [...byCurrency].map(([currency, ofCurrency]) => sumsOf(currency, ofCurrency));
  return { organizationId, status: standingOf(positions, sums, thresholdAlerts), sums, thresholdAlerts };
}

function sumsOf(currency: string, positions: readonly CreditPosition[]): CreditSums {
  const sum = (pick: (position: CreditPosition) => string): Money =>
    Money.sum(
      positions.map((position) => Money.of(pick(position), currency)),
      currency,
    );
  const creditBalance = sum((position) => position.available);
  const creditUsed = sum((position) => position.spent).plus(sum((position) => position.reserved));
  return { currency, creditBalance, creditUsed, creditLimit: creditBalance.plus(creditUsed) };
}

function alertsOf(position: CreditPosition): ThresholdAlert[] {
  const unspent = Money.of(position.available, position.currency)
    .plus(Money.of(position.scheduled, position.currency))
    .plus(Money.of(position.reserved, position.currency));
  return noticeThresholds(position).map((threshold) => {
    const triggered = unspent.compare(threshold) <= 0;
    const message = `"${position.entityName}" has ${unspent} unspent, ${triggered ? 'at or below' : 'above'} its threshold of ${threshold}.`;
    return { entityId: position.entityId, threshold, triggered, message };
  });
}

// An organization can go on while any of its entities can, so the worst is said only when it holds for all of them.
function standingOf(
  positions: readonly CreditPosition[],
  sums: readonly CreditSums[],
  alerts: readonly ThresholdAlert[],
): CreditStanding {
  if (positions.length === 0) return 'none';
  if (positions.every((position) => position.status === 'suspended')) return 'suspended';
  if (sums.every((sum) => sum.creditBalance.isZero())) return 'exhausted';
  return alerts.some((alert) => alert.triggered) ? 'low' : 'active';
}
