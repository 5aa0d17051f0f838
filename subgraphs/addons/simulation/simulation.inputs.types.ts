import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.types.ts';
import { createdAtSorts } from '../../../platform/graphql/created-at-sorts.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { CreateAddonInput, UpdateAddonInput } from '../addons/addon.inputs.types.ts';
import { ConfigurePlatformCommissionInput } from '../commission/commission.types.ts';
import { SIMULATION_STATES, type SIMULATION_ORDERS, type SimulationState } from './addon-simulation.query.ts';

registerEnumType(SIMULATION_STATES, {
  name: 'AddonSimulationState',
  description: 'How far a simulation is.',
  valuesConfig: {
    QUEUED: { description: 'It waits for its turn.' },
    RUNNING: { description: 'It is pricing purchases again.' },
    COMPLETED: { description: 'Every purchase of the period was priced again.' },
    FAILED: { description: 'It was given up after several attempts.' },
    CANCELLED: { description: 'Somebody ended it.' },
  },
});

/** Sort orders in the API; the values are the keys of SIMULATION_ORDERS. */
const SIMULATION_SORTS = createdAtSorts('AddonSimulationSort', 'How the list of simulations is sorted.');

@InputType('SimulateAddonChangeInput', {
  description: 'What to suppose over a past period: one addon new, changed or deleted, other commission settings, or both.',
})
export class SimulateAddonChangeInput {
  @Field(() => DateTimeScalar, { description: 'Shipments bought at this instant or later.' })
  from!: Date;

  @Field(() => DateTimeScalar, {
    description: 'Shipments bought before this instant, which is past; 366 days after `from` at most.',
  })
  until!: Date;

  @Field(() => CreateAddonInput, {
    nullable: true,
    description: 'An addon that is supposed to have been charged over the whole period; its effective dates are left aside.',
  })
  newAddon?: CreateAddonInput | null;

  @Field(() => UpdateAddonInput, {
    nullable: true,
    description: 'An addon as it is with these changes, over the whole period; its effective dates are left aside.',
  })
  changedAddon?: UpdateAddonInput | null;

  @Field(() => ID, { nullable: true, description: 'An addon that is supposed never to have been charged.' })
  deletedAddonId?: string | null;

  @Field(() => ConfigurePlatformCommissionInput, {
    nullable: true,
    description: 'Commission settings in place of the ones there were; rates of addons and agreed rates stay.',
  })
  commission?: ConfigurePlatformCommissionInput | null;
}

@InputType('CancelAddonSimulationInput', { description: 'Which simulation to end.' })
export class CancelAddonSimulationInput {
  @Field(() => ID, { description: 'Id of the simulation.' })
  id!: string;
}

@InputType('AddonSimulationFilter', { description: 'Which simulations to list.' })
class AddonSimulationFilterInput {
  @Field(() => SIMULATION_STATES, { nullable: true, description: 'Only those that are this far.' })
  state?: SimulationState | null;
}

@ArgsType()
export class AddonSimulationsArgs extends PageArgs {
  @Field(() => AddonSimulationFilterInput, { nullable: true, description: 'Which simulations; all when left out.' })
  filter?: AddonSimulationFilterInput | null;

  @Field(() => SIMULATION_SORTS, { defaultValue: 'CREATED_AT_DESC', description: 'How to sort.' })
  sort!: keyof typeof SIMULATION_ORDERS;
}
