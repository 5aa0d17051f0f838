import { unsealedChains } from '../../platform/chain/chain.query.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import type { JobOutcome, ScheduledJob } from '../../platform/server/subgraph-definition.ts';
import { announceExpiry } from './credits/announce-expiry.ts';
import { expireGrants } from './credits/expire-grants.ts';
import { expireReservations } from './reservations/expire-reservations.ts';
import { findExpiringGrants, findOwnersOfLapsedGrants } from './credits/grant.query.ts';
import { findOverdueReservations } from './reservations/reservation-facts.query.ts';
import { findEntitiesPastGrace } from './dunning/failing-invoices.query.ts';
import { suspendAfterGrace } from './dunning/suspend-after-grace.ts';
import { JOB_NAMES } from './job-names.ts';
import { computeOverages } from './overages/compute-overages.ts';
import { startOfDay } from './overages/overage-day.ts';
import { findTotalsToCompute } from './overages/overage.query.ts';
import { endMemberships } from './memberships/end-memberships.ts';
import { findOverdueMemberships } from './memberships/organization-memberships.query.ts';
import { LEDGER_LOG } from './ledger/ledger-chain.query.ts';
import { sealLedger } from './ledger/seal-ledger.ts';
import { unansweredBefore } from './payments/payment-patience.ts';
import { findUnansweredPayments } from './payments/payment.query.ts';
import { resumePayments } from './payments/resume-payments.ts';
import { findUnrefunded } from './purchases/credit-purchases.query.ts';
import { resumeRefunds } from './purchases/refund-purchase.ts';
import { findActiveTopUps } from './top-ups/auto-top-ups.query.ts';
import { topUpBalances } from './top-ups/top-up-balances.ts';

const SEAL_EVERY_MS = 5_000;
const EVERY_MINUTE_MS = 60_000;

/** What billing comes back to by itself: the ledger every five seconds, the rest once a minute, at the tenants that have some of it. */
export const BILLING_JOBS: readonly ScheduledJob[] = [
  job(JOB_NAMES.expireReservations, expireReservations, ({ session, clock }) => findOverdueReservations(session, clock.now(), 1)),
  job(JOB_NAMES.expireGrants, expireGrants, ({ session, clock }) => findOwnersOfLapsedGrants(session, clock.now(), 1)),
  job(JOB_NAMES.announceExpiry, announceExpiry, ({ session, clock }) => findExpiringGrants(session, clock.now(), 1)),
  // What falls to its threshold is found by looking: a tenant with such terms is looked at every minute.
  job(JOB_NAMES.topUpBalances, topUpBalances, ({ session }) => findActiveTopUps(session, 1)),
  job(JOB_NAMES.resumeRefunds, resumeRefunds, ({ session }) => findUnrefunded(session, 1)),
  job(JOB_NAMES.suspendAfterGrace, suspendAfterGrace, ({ session, clock }) => findEntitiesPastGrace(session, clock.now(), 1)),
  job(JOB_NAMES.endMemberships, endMemberships, ({ session, clock }) => findOverdueMemberships(session, clock.now(), 1)),
  job(JOB_NAMES.computeOverages, computeOverages, ({ session, clock }) =>
    findTotalsToCompute(session, startOfDay(clock.now()), 1),
  ),
  job(JOB_NAMES.resumePayments, resumePayments, ({ session, clock }) =>
    findUnansweredPayments(session, unansweredBefore(clock.now()), 1),
  ),
  {
    name: JOB_NAMES.sealLedger,
    everyMs: SEAL_EVERY_MS,
    scopesWithWork: (db) => unsealedChains(db, LEDGER_LOG),
    run: async (context) => void (await sealLedger(context)),
  },
];

// What could not be done, or was too much for a turn, is found again.
function job(
  name: string,
  work: (context: RequestContext) => Promise<number>,
  findLeft: (context: RequestContext) => Promise<unknown[]>,
): ScheduledJob {
  const run = async (context: RequestContext): Promise<JobOutcome> => {
    await work(context);
    return (await findLeft(context)).length > 0 ? 'unfinished' : 'done';
  };
  return { name, everyMs: EVERY_MINUTE_MS, run };
}
