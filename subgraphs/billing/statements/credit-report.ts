import { BigNumber } from 'bignumber.js';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { findRunningGrants, sumUtilization, type Utilization } from './credit-statement.query.ts';
import { forecastDepletion, type CreditForecast } from './credit-forecast.ts';

const DAY_MS = 86_400_000;
const LONGEST_SPAN_DAYS = 366;
const FORECAST_DAYS = 30;

/** What came and went in a span, and how much of what came was used. */
export interface UtilizationReport extends Utilization {
  entityId: Uuid;
  currency: string;
  start: Date;
  end: Date;
  /** Spent, as a share of what was spent and lost; null when neither. */
  utilization: string | null;
}

/** Reports what an entity's credits were used for from `start` until before `end`: the last 30 days unless said. */
export async function reportUtilization(
  context: RequestContext,
  question: { entityId: Uuid; start?: Date | null | undefined; end?: Date | null | undefined },
): Promise<UtilizationReport> {
  const { currency } = await entityInView(context, question.entityId);
  const end = question.end ?? context.clock.now();
  const start = question.start ?? new Date(end.getTime() - FORECAST_DAYS * DAY_MS);
  if (start >= end) throw ValidationError.of('start', 'The span begins before it ends.');
  if (end.getTime() - start.getTime() > LONGEST_SPAN_DAYS * DAY_MS)
    throw ValidationError.of('start', `The span is at most ${LONGEST_SPAN_DAYS} days long.`);
  const sums = await sumUtilization(context.session, question.entityId, { start, end });
  const lost = new BigNumber(sums.expired).plus(sums.voided);
  const gone = lost.plus(sums.spent);
  const utilization = gone.isZero() ? null : new BigNumber(sums.spent).dividedBy(gone).toFixed(4, BigNumber.ROUND_HALF_UP);
  return { ...sums, entityId: question.entityId, currency, start, end, utilization };
}

/** A forecast with what it rests on. */
export interface ForecastReport extends CreditForecast {
  entityId: Uuid;
  currency: string;
  available: string;
  spent: string;
  days: number;
}

/** Foretells when an entity's credits run out, from what it spent in the last 30 days. */
export async function forecastCredits(context: RequestContext, entityId: Uuid): Promise<ForecastReport> {
  const { currency } = await entityInView(context, entityId);
  const now = context.clock.now();
  const start = new Date(now.getTime() - FORECAST_DAYS * DAY_MS);
  const { spent } = await sumUtilization(context.session, entityId, { start, end: new Date(now.getTime() + 1) });
  const grants = await findRunningGrants(context.session, entityId, now);
  const forecast = forecastDepletion({ now, spent, days: FORECAST_DAYS, grants });
  const available = Money.sum(
    grants.map((grant) => Money.of(grant.remaining, currency)),
    currency,
  );
  return { ...forecast, entityId, currency, available: available.amount.toFixed(), spent, days: FORECAST_DAYS };
}

async function entityInView(context: RequestContext, entityId: Uuid): Promise<{ currency: string }> {
  const entity = await entityById(context, entityId);
  if (!entity) throw new NotFoundError('The entity', 'entityId');
  return entity;
}
