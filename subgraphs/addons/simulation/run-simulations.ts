import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import type { AddonSnapshot } from '../addons/addon-version.query.ts';
import { findOpenSimulations, lockSimulation, scopesWithSimulations } from './addon-simulation.query.ts';
import { chargedSums, repricePurchase, versionKey, type ChargedPurchase, type StandingVersions } from './reprice-purchase.ts';
import { findAddonVersions, findNextPurchases } from './simulated-purchase.query.ts';
import { addToSimulationSums, type OrganizationSums } from './simulation-sums.query.ts';
import { beginSimulationBatch, keepSimulation } from './simulation-job.ts';
import type { StandingAddon, Supposition } from './supposition.ts';

const BATCH_SIZE = 1_000;
const BATCHES_A_TURN = 20;
const MOST_ATTEMPTS = 5;
const BATCH_FAILED = {
  code: 'INTERNAL_ERROR',
  message: 'A batch failed through a fault on our side; it is tried again, five times at most.',
  item: null,
};

/** Runs the simulations that are not over; a turn of one is 20,000 purchases, so that none keeps the others waiting for long. */
export const runSimulations: ScheduledJob = {
  name: 'addons.run-simulations',
  everyMs: 1_000,
  scopesWithWork: scopesWithSimulations,
  async run(context) {
    for (const id of await findOpenSimulations(context.session)) await runTurn(context, id);
  },
};

async function runTurn(context: RequestContext, id: Uuid): Promise<void> {
  try {
    for (let batch = 0; batch < BATCHES_A_TURN; batch += 1) if (!(await runBatch(context, id))) return;
  } catch (error) {
    await recordFailure(context, id);
    throw error;
  }
}

/**
 * Prices the next purchases of a simulation again; sums and cursor are committed together, so that a run that was cut off goes on
 * where it stood and counts nothing twice. Answers whether there may be more.
 */
export async function runBatch(context: RequestContext, id: Uuid): Promise<boolean> {
  return context.session.transaction(async (transaction) => {
    const simulation = await lockSimulation(transaction, id);
    if (!simulation || simulation.finishedAt) return false;
    const at = context.clock.now();
    if ((await beginSimulationBatch(transaction, id, at)).isCancelRequested) {
      await keepSimulation(transaction, { ...simulation, state: 'cancelled', finishedAt: at }, { at });
      return false;
    }
    const walked = await findNextPurchases(transaction, simulation, BATCH_SIZE);
    const purchases = walked.map(({ purchase }) => purchase).filter((purchase) => purchase !== null);
    const sums = await sumsOf(transaction, purchases, simulation.supposition);
    await addToSimulationSums(transaction, { id, testMode: context.identity.testMode }, sums);
    const done = simulation.done + walked.length;
    const isOver = walked.length < BATCH_SIZE;
    const total = isOver ? done : Math.max(simulation.total, done);
    const cursorId = walked.at(-1)?.shipmentId ?? simulation.cursorId;
    const end = isOver ? ({ state: 'completed', finishedAt: at } as const) : ({ state: 'running', finishedAt: null } as const);
    await keepSimulation(transaction, { id, done, total, cursorId, failedAttempts: 0, ...end }, { at });
    return !isOver;
  });
}

async function recordFailure(context: RequestContext, id: Uuid): Promise<void> {
  await context.session.transaction(async (transaction) => {
    const simulation = await lockSimulation(transaction, id);
    if (!simulation || simulation.finishedAt) return;
    const failedAttempts = simulation.failedAttempts + 1;
    const hasFailed = failedAttempts >= MOST_ATTEMPTS;
    const at = context.clock.now();
    const end = hasFailed ? ({ state: 'failed', finishedAt: at } as const) : {};
    await keepSimulation(transaction, { ...simulation, failedAttempts, ...end }, { at, errors: [BATCH_FAILED] });
  });
}

async function sumsOf(
  transaction: Transaction,
  purchases: readonly ChargedPurchase[],
  supposed: Supposition,
): Promise<(OrganizationSums & { id: Uuid })[]> {
  const versions = await versionsOf(transaction, purchases);
  const groups = Map.groupBy(purchases, ({ organizationId, rate }) => `${organizationId} ${rate.carrierCharge.currency}`);
  return [...groups.values()].map((group) => ({ id: newId(), ...groupSums(group, supposed, versions) }));
}

async function versionsOf(transaction: Transaction, purchases: readonly ChargedPurchase[]): Promise<StandingVersions> {
  const asked = new Map(
    purchases
      .flatMap(({ charges }) => charges)
      .map(({ addonId, addonVersion }) => [versionKey(addonId, addonVersion), { addonId, version: addonVersion }]),
  );
  const found = await findAddonVersions(transaction, [...asked.values()]);
  return new Map(found.map((row) => [versionKey(row.addonId, row.version), standingAddon(row)]));
}

function standingAddon({
  addonId,
  version,
  snapshot,
}: {
  addonId: Uuid;
  version: number;
  snapshot: AddonSnapshot;
}): StandingAddon {
  const { order, organizations, visibility, ...facts } = snapshot;
  return { addon: { ...facts, id: addonId, version, isFolded: visibility === 'folded' }, order, organizations };
}

function groupSums(purchases: readonly ChargedPurchase[], supposed: Supposition, versions: StandingVersions): OrganizationSums {
  const { organizationId, rate } = purchases[0]!;
  const { currency } = rate.carrierCharge;
  const prices = purchases.map((purchase) => ({
    before: chargedSums(purchase),
    after: repricePurchase(purchase, supposed, versions),
  }));
  type Price = (typeof prices)[number];
  const sum = (amountOf: (price: Price) => Money): string => Money.sum(prices.map(amountOf), currency).toDecimalString();
  const isAffected = ({ before, after }: Price): boolean =>
    !before.revenue.equals(after.revenue) || !before.commission.equals(after.commission);
  return {
    organizationId,
    currency,
    shipments: purchases.length,
    affectedShipments: prices.filter(isAffected).length,
    currentRevenue: sum(({ before }) => before.revenue),
    simulatedRevenue: sum(({ after }) => after.revenue),
    currentCommission: sum(({ before }) => before.commission),
    simulatedCommission: sum(({ after }) => after.commission),
    skippedShipments: prices.filter(({ after }) => after.isSkipped).length,
    minimumApplications: prices.reduce((count, { after }) => count + after.minimumApplications, 0),
  };
}
