import { Arg, Args, Ctx, ID, Mutation, Query, Resolver, Subscription } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { addonChanges, addonDefinition } from '../addons/addon-inputs.ts';
import { platformCommission } from '../commission/platform-commission.ts';
import { listSimulations, SIMULATION_ORDERS, type AddonSimulation } from './addon-simulation.query.ts';
import { cancelSimulation } from './cancel-simulation.ts';
import { requireMarketplace, simulateAddonChange } from './simulate-addon-change.ts';
import { AddonSimulationsArgs, CancelAddonSimulationInput, SimulateAddonChangeInput } from './simulation.inputs.types.ts';
import {
  AddonSimulationConnection,
  AddonSimulationType,
  CancelAddonSimulationPayload,
  SimulateAddonChangePayload,
} from './simulation.types.ts';
import { loadSimulation } from './simulations.loaders.ts';
import { presentSimulation, watchSimulation } from './watch-simulation.ts';

const idOf = (id: string): Uuid => decodeId(ID_PREFIX.addonSimulation, id);

/** What-if: what addons and commission would have come to. */
@Resolver(() => AddonSimulationType)
export class SimulationResolver {
  @RequiresPermission('manage_addons')
  @Query(() => AddonSimulationType, { nullable: true, description: 'One simulation; null when there is none with this id.' })
  addonSimulation(
    @Arg('id', () => ID, { description: 'Id of the simulation.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<AddonSimulation | null> {
    requireMarketplace(context);
    return loadSimulation(context, idOf(id));
  }

  @RequiresPermission('manage_addons')
  @Query(() => AddonSimulationConnection, { description: 'The simulations that were asked for.' })
  async addonSimulations(
    @Args(() => AddonSimulationsArgs) args: AddonSimulationsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<AddonSimulationType>> {
    requireMarketplace(context);
    const page = await listSimulations(context.session, { ...args.filter }, SIMULATION_ORDERS[args.sort], args);
    return toConnection(AddonSimulationConnection, page, (simulation) => simulation);
  }

  @RequiresPermission('manage_addons')
  @RequiresFeature('addons')
  @Mutation(() => SimulateAddonChangePayload, {
    description: 'Asks what addons and commission would have come to in a past period; nothing else changes.',
  })
  async simulateAddonChange(
    @Arg('input', () => SimulateAddonChangeInput, { description: 'What to suppose.' }) input: SimulateAddonChangeInput,
    @Ctx() context: RequestContext,
  ): Promise<{ simulation: AddonSimulation }> {
    return { simulation: await simulateAddonChange(context, toCommand(input)) };
  }

  @RequiresPermission('manage_addons')
  @Mutation(() => CancelAddonSimulationPayload, {
    description: 'Ends a simulation that is not over; what it came to so far stays.',
  })
  async cancelAddonSimulation(
    @Arg('input', () => CancelAddonSimulationInput, { description: 'Which one.' }) input: CancelAddonSimulationInput,
    @Ctx() context: RequestContext,
  ): Promise<{ simulation: AddonSimulation }> {
    return { simulation: await cancelSimulation(context, { id: idOf(input.id) }) };
  }

  @RequiresPermission('manage_addons')
  @Subscription(() => AddonSimulationType, {
    description: 'A simulation as it is now, then whenever it gets on, at most four times a second. Refused with NOT_FOUND.',
    subscribe: ({ args, context }) => watchSimulation(context as RequestContext, idOf(args['id'] as string)) as never,
  })
  addonSimulationProgress(
    @Arg('id', () => ID, { description: 'Id of the simulation.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<AddonSimulation> {
    return presentSimulation(context, idOf(id));
  }
}

function toCommand({ from, until, newAddon, changedAddon, deletedAddonId, commission }: SimulateAddonChangeInput) {
  return {
    from,
    until,
    newAddon: newAddon ? addonDefinition(newAddon) : null,
    changedAddon: changedAddon
      ? { id: decodeId(ID_PREFIX.addon, changedAddon.id, 'changedAddon.id'), changes: addonChanges(changedAddon) }
      : null,
    deletedAddonId: decodeOptionalId(ID_PREFIX.addon, deletedAddonId, 'deletedAddonId') ?? null,
    commission: commission ? platformCommission(commission) : null,
  };
}
