import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { MoneyType } from '../../../platform/graphql/money.types.ts';
import { Money } from '../../../platform/money/money.ts';
import type { AddonRecord } from '../addons/addon.query.ts';
import { AddonType } from '../addons/addon.types.ts';
import { loadAddon } from '../addons/addons.loaders.ts';
import type { AddonSimulation } from './addon-simulation.query.ts';
import type { SimulationSums } from './simulation-sums.query.ts';
import { simulationWarnings, type SimulationWarning } from './simulation-warnings.ts';
import {
  AddonSimulationOrganizationType,
  AddonSimulationTotalsType,
  AddonSimulationType,
  AddonSimulationWarningType,
  JobStub,
} from './simulation.types.ts';
import { loadSimulatedOrganizations, loadSimulationTotals } from './simulations.loaders.ts';
import { ADDON_CHANGE_KINDS, type AddonChangeKind } from './supposition.ts';

const MOST_ORGANIZATIONS = 100;

/** What a simulation supposes, and what it came to as far as it is. */
@Resolver(() => AddonSimulationType)
export class SimulationResultsResolver {
  @FieldResolver(() => ADDON_CHANGE_KINDS, {
    nullable: true,
    description: 'How an addon is supposed to be otherwise; null when only commission settings are.',
  })
  addonChange(@Root() { supposition }: AddonSimulation): AddonChangeKind | null {
    return supposition.addon?.kind ?? null;
  }

  @FieldResolver(() => AddonType, {
    nullable: true,
    description: 'The addon that is supposed to be changed or gone, as it really is; null when it is new or none is.',
  })
  async addon(@Root() { supposition }: AddonSimulation, @Ctx() context: RequestContext): Promise<AddonRecord | null> {
    return supposition.addon ? loadAddon(context, supposition.addon.addonId) : null;
  }

  @FieldResolver(() => Boolean, { description: 'Whether other commission settings are supposed.' })
  supposesCommission(@Root() { supposition }: AddonSimulation): boolean {
    return supposition.areSettingsSupposed;
  }

  @FieldResolver(() => JobStub, { nullable: true, description: 'The job that reckons it.' })
  job(@Root() { id }: AddonSimulation): { id: string } {
    return { id };
  }

  @FieldResolver(() => [AddonSimulationTotalsType], { description: 'What it came to so far, one sum a currency.' })
  async totals(@Root() simulation: AddonSimulation, @Ctx() context: RequestContext): Promise<AddonSimulationTotalsType[]> {
    return (await loadSimulationTotals(context, simulation.id)).map(toSums);
  }

  @FieldResolver(() => [AddonSimulationOrganizationType], {
    description: 'Who would have paid how much more or less, the largest difference of each currency in front.',
  })
  async topOrganizations(
    @Root() simulation: AddonSimulation,
    @Arg('limit', () => Int, { defaultValue: 20, description: 'How many at most, 1 to 100.' }) limit: number,
    @Ctx() context: RequestContext,
  ): Promise<AddonSimulationOrganizationType[]> {
    if (limit < 1 || limit > MOST_ORGANIZATIONS)
      throw ValidationError.of('limit', `limit must be between 1 and ${MOST_ORGANIZATIONS}.`);
    const sums = (await loadSimulatedOrganizations(context, simulation.id)).slice(0, limit);
    return sums.map((each) => ({ ...toSums(each), organization: { id: each.organizationId } }));
  }

  @FieldResolver(() => [AddonSimulationWarningType], { description: 'What to look at before the change is made.' })
  async warnings(@Root() simulation: AddonSimulation, @Ctx() context: RequestContext): Promise<SimulationWarning[]> {
    return simulationWarnings(simulation, await loadSimulationTotals(context, simulation.id));
  }
}

function toSums(sums: SimulationSums): AddonSimulationTotalsType {
  const { currency, shipments, affectedShipments } = sums;
  const money = (amount: string): Money => Money.of(amount, currency);
  const difference = (after: string, before: string): MoneyType => money(after).minus(money(before)).toJSON();
  return {
    shipments,
    affectedShipments,
    currentRevenue: money(sums.currentRevenue).toJSON(),
    simulatedRevenue: money(sums.simulatedRevenue).toJSON(),
    revenueDifference: difference(sums.simulatedRevenue, sums.currentRevenue),
    currentCommission: money(sums.currentCommission).toJSON(),
    simulatedCommission: money(sums.simulatedCommission).toJSON(),
    commissionDifference: difference(sums.simulatedCommission, sums.currentCommission),
  };
}
