import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { OrganizationStub } from '../commission/commission.types.ts';
import { SIMULATION_STATES, type SimulationState } from './addon-simulation.query.ts';
import { SIMULATION_WARNINGS, type SimulationWarningKind } from './simulation-warnings.ts';
import { ADDON_CHANGE_KINDS } from './supposition.ts';

registerEnumType(ADDON_CHANGE_KINDS, {
  name: 'AddonChangeKind',
  description: 'How an addon is supposed to be otherwise.',
  valuesConfig: {
    CREATED: { description: 'It is new.' },
    UPDATED: { description: 'It is changed.' },
    DELETED: { description: 'It is gone.' },
  },
});

registerEnumType(SIMULATION_WARNINGS, {
  name: 'AddonSimulationWarningKind',
  description: 'What to look at before a supposed change is made.',
  valuesConfig: {
    PRICE_CLIFF: { description: 'The rate falls from one volume tier to the next.' },
    CURRENCY_SKIPPED: { description: 'The addon’s fixed amount is in another currency than shipments’.' },
    MINIMUM_REACHED: { description: 'The minimum commission is more than the rate comes to.' },
    NOTHING_AFFECTED: { description: 'No shipment would have come to anything else: a carrier or service may be misspelt.' },
  },
});

@ObjectType('AddonSimulationWarning', { description: 'What to look at before a supposed change is made.' })
export class AddonSimulationWarningType {
  @Field(() => SIMULATION_WARNINGS, { description: 'What kind of warning it is.' })
  kind!: SimulationWarningKind;

  @Field(() => String, { description: 'What it says, in one sentence.' })
  message!: string;

  @Field(() => Int, { nullable: true, description: 'The volume at which a price cliff stands; null for other kinds.' })
  volumeThreshold!: number | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'In which currency; null where it is about none.' })
  currency!: string | null;

  @Field(() => Int, { nullable: true, description: 'On how many shipments or applications; null where nothing is counted.' })
  count!: number | null;
}

@ObjectType({ description: 'What addons came to, and what they would have come to, in one currency.' })
class SimulatedSums {
  @Field(() => Int, { description: 'Priced shipments.' })
  shipments!: number;

  @Field(() => Int, { description: 'Those on which addons or commission would have come to something else.' })
  affectedShipments!: number;

  @Field(() => MoneyType, { description: 'What addons came to.' })
  currentRevenue!: MoneyType;

  @Field(() => MoneyType, { description: 'What they would have come to.' })
  simulatedRevenue!: MoneyType;

  @Field(() => MoneyType, { description: 'How much more that is; negative when it is less.' })
  revenueDifference!: MoneyType;

  @Field(() => MoneyType, { description: 'What commission came to.' })
  currentCommission!: MoneyType;

  @Field(() => MoneyType, { description: 'What it would have come to.' })
  simulatedCommission!: MoneyType;

  @Field(() => MoneyType, { description: 'How much more that is; negative when it is less.' })
  commissionDifference!: MoneyType;
}

@ObjectType('AddonSimulationTotals', { description: 'What a simulation came to in one currency.' })
export class AddonSimulationTotalsType extends SimulatedSums {}

@ObjectType('AddonSimulationOrganization', { description: 'What an organization would have paid more or less, in one currency.' })
export class AddonSimulationOrganizationType extends SimulatedSums {
  @Field(() => OrganizationStub, { description: 'The organization.' })
  organization!: OrganizationStub;
}

@Key('id', { isResolvable: false })
@ObjectType('Job', { description: 'Long work that is done for somebody; kept for 90 days after its end.' })
export class JobStub {
  @PublicId(ID_PREFIX.job, { description: 'Id of the job.' })
  id!: string;
}

@ObjectType('AddonSimulation', {
  description:
    'What addons and commission would have come to in a past period; shipments cancelled since are left out. Kept for ninety days after it is over.',
})
export class AddonSimulationType {
  @PublicId(ID_PREFIX.addonSimulation, { description: 'Id of the simulation.' })
  id!: string;

  @Field(() => SIMULATION_STATES, { description: 'How far it is.' })
  state!: SimulationState;

  @Field(() => DateTimeScalar, { description: 'The first instant of the period.' })
  from!: Date;

  @Field(() => DateTimeScalar, { description: 'The first instant after the period.' })
  until!: Date;

  @Field(() => Int, { description: 'Purchases priced again so far.' })
  done!: number;

  @Field(() => Int, { description: 'Purchases there are in the period.' })
  total!: number;

  @Field(() => String, { description: 'Who asked for it, e.g. `user/…`.' })
  actor!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was over; null until then.' })
  finishedAt!: Date | null;
}

export const AddonSimulationConnection = connectionOf(AddonSimulationType, 'AddonSimulation');

@ObjectType('SimulateAddonChangePayload', { description: 'The simulation that was asked for, or why it was refused.' })
export class SimulateAddonChangePayload extends MutationPayload {
  @Field(() => AddonSimulationType, { nullable: true, description: 'The simulation; null when it was refused.' })
  simulation!: AddonSimulationType | null;
}

@ObjectType('CancelAddonSimulationPayload', { description: 'The simulation that was ended, or why it was refused.' })
export class CancelAddonSimulationPayload extends MutationPayload {
  @Field(() => AddonSimulationType, { nullable: true, description: 'The simulation; null when it was refused.' })
  simulation!: AddonSimulationType | null;
}
