import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader } from '../../../platform/loaders/loader.ts';
import { seesBilling } from '../caller-organization.ts';
import type { CreditLimit, LimitSubject } from './credit-limit.ts';
import { findLimitsOf, findLimitUsages } from './credit-limits.query.ts';

/** What counts against a limit by period, the latest month in front. */
export const usagesOfLimit = defineListLoader(
  async (context: RequestContext, ids) => (seesBilling(context) ? findLimitUsages(context.session, ids) : []),
  (usage: { limitId: string; period: string; used: string }) => usage.limitId,
);

const limitsByKey = defineListLoader(
  async (context: RequestContext, keys) =>
    seesBilling(context)
      ? findLimitsOf(
          context.session,
          keys.map((key) => JSON.parse(key) as LimitSubject),
        )
      : [],
  (limit: CreditLimit) => subjectKey(limit),
);

/** The limits of exactly this subject. */
export function limitsOf(context: RequestContext, subject: LimitSubject): Promise<CreditLimit[]> {
  return limitsByKey(context, subjectKey(subject));
}

function subjectKey({ organizationId, entityId, teamId, userId }: LimitSubject): string {
  return JSON.stringify({ organizationId, entityId, teamId, userId });
}
