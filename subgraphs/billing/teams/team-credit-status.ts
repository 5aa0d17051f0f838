import { BigNumber } from 'bignumber.js';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { assertOrganizationExists, organizationToChange } from '../caller-organization.ts';
import { currentMonth } from '../limits/current-period.ts';
import type { Team } from './team.ts';
import { findTeamUsage, sumTeamUsage, type TeamUsage } from './team-usage.query.ts';
import { teamById } from './teams.loaders.ts';

/** How a team stands in a month: what it spent in all, and by whom and of what. */
export interface TeamCreditStatus {
  team: Team;
  month: string;
  /** By currency, never added up. */
  used: Money[];
  parts: TeamUsage[];
}

/** What a team spent in a month, the present one unless it is named; in one statement whatever the number of its people. */
export async function teamCreditStatus(
  context: RequestContext,
  question: { teamId: Uuid; month?: string | null | undefined },
): Promise<TeamCreditStatus> {
  const team = await teamById(context, question.teamId);
  if (!team) throw new NotFoundError('The team', 'teamId');
  const month = checkMonth(question.month) ?? (await currentMonth(context, { ...team, teamId: team.id }));
  const parts = await findTeamUsage(context.session, team.id, month);
  const used = [...Map.groupBy(parts, (part) => part.currency)].map(([currency, ofCurrency]) =>
    Money.sum(
      ofCurrency.map((part) => Money.of(part.used, currency)),
      currency,
    ),
  );
  return { team, month, used, parts };
}

/** What a team spent of its limit in a month. */
export interface TeamUtilizationReport {
  teamId: Uuid;
  month: string;
  used: Money;
  limit: Money | null;
  /** The share of the limit, null without one (or one of nothing). */
  utilization: string | null;
}

/** What the teams of an organization spent in a month, by currency and the most in front. */
export async function reportTeamUtilization(
  context: RequestContext,
  question: { organizationId?: Uuid | null | undefined; month?: string | null | undefined },
): Promise<TeamUtilizationReport[]> {
  const organizationId = organizationToChange(context, question.organizationId);
  await assertOrganizationExists(context, organizationId);
  const asked = checkMonth(question.month);
  const month = asked ?? (await currentMonth(context, { organizationId, entityId: null, teamId: null }));
  const sums = await sumTeamUsage(context.session, organizationId, month);
  return sums.map(({ teamId, currency, used, limit }) => ({
    teamId,
    month,
    used: Money.of(used, currency),
    limit: limit === null ? null : Money.of(limit, currency),
    utilization:
      limit === null || new BigNumber(limit).isZero()
        ? null
        : new BigNumber(used).dividedBy(limit).toFixed(4, BigNumber.ROUND_HALF_UP),
  }));
}

function checkMonth(month: string | null | undefined): string | undefined {
  if (!month) return undefined;
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw ValidationError.of('month', 'Send the month like "2026-03".');
  return month;
}
