import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { decimal, Money } from '../../../platform/money/money.ts';
import { assertDateRange } from '../partners/date-range.ts';
import { partnerVisibility } from '../partners/partner-visibility.ts';
import { partnerById } from '../partners/partners.loaders.ts';
import { sumRevenue, type RevenueRow } from './revenue-metrics.query.ts';

/** What a partner earned and got in a span of time, in one currency. */
export interface RevenueInCurrency {
  currency: string;
  totalCommissions: string;
  totalCommissionCount: number;
  totalPayouts: string;
  pendingAmount: string;
}

/** The same with its span, in the partner's currency, and in each currency beside. */
export interface PartnerRevenueMetrics extends RevenueInCurrency {
  partnerId: Uuid;
  periodStart: Date;
  periodEnd: Date;
  byCurrency: RevenueInCurrency[];
}

/** Whose revenue, in which span: the caller's own partner, up to now, from the first of that month (UTC) unless said otherwise. */
export interface RevenueRequest {
  partnerId?: Uuid | undefined;
  periodStart?: Date | null | undefined;
  /** Exclusive. */
  periodEnd?: Date | null | undefined;
}

/** What a partner earned and got; throws NotFoundError for partners that the caller may not see. */
export async function partnerRevenueMetrics(context: RequestContext, request: RevenueRequest): Promise<PartnerRevenueMetrics> {
  const visibility = partnerVisibility(context);
  const partnerId = request.partnerId ?? (visibility === 'all' ? undefined : visibility);
  if (!partnerId) throw ValidationError.of('partnerId', 'Name the partner.');
  const now = context.clock.now();
  // "Up to now" includes what happens now; stated ends are exclusive.
  const until = request.periodEnd ?? new Date(now.getTime() + 1);
  const last = new Date(until.getTime() - 1);
  const start = request.periodStart ?? new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), 1));
  assertDateRange(start, until);
  const partner = await partnerById(context, partnerId);
  if (!partner) throw new NotFoundError('The partner', 'partnerId');
  const rows = (await sumRevenue(context.session, { partnerId, start, end: until })).map(inCurrency);
  const own = rows.find(({ currency }) => currency === partner.currency) ?? inCurrency(nothing(partner.currency));
  const others = rows.filter(({ currency }) => currency !== partner.currency);
  return { ...own, partnerId, periodStart: start, periodEnd: request.periodEnd ?? now, byCurrency: [own, ...others] };
}

function inCurrency({ currency, earned, count, paidOut, pending }: RevenueRow): RevenueInCurrency {
  const exact = (amount: string): string => Money.of(decimal(amount), currency).toDecimalString();
  return {
    currency,
    totalCommissions: exact(earned),
    totalCommissionCount: count,
    totalPayouts: exact(paidOut),
    pendingAmount: exact(pending),
  };
}

function nothing(currency: string): RevenueRow {
  return { currency, earned: '0', count: 0, paidOut: '0', pending: '0' };
}
