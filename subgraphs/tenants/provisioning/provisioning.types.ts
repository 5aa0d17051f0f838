import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';

/** What is done next in making a tenant. */
export enum ProvisioningStepEnum {
  SCHEMA = 'schema',
  CARRIERS = 'carriers',
  DONE = 'done',
}
registerEnumType(ProvisioningStepEnum, {
  name: 'ProvisioningStep',
  description: 'What is done next in making a tenant.',
  valuesConfig: {
    SCHEMA: { description: 'Its schema is made; left out when a spare one is at hand.' },
    CARRIERS: { description: 'The carriers that were asked for are set up; left out when none were.' },
    DONE: { description: 'Nothing: it is ready.' },
  },
});

/** What came of a carrier that was asked for. */
export enum CarrierSetupStatusEnum {
  REQUESTED = 'requested',
  READY = 'ready',
  UNAVAILABLE = 'unavailable',
}
registerEnumType(CarrierSetupStatusEnum, {
  name: 'CarrierSetupStatus',
  description: 'What came of a carrier that was asked for.',
  valuesConfig: {
    REQUESTED: { description: 'It is still to be set up.' },
    READY: { description: 'Organizations can connect it.' },
    UNAVAILABLE: { description: 'The platform has no prices of it; organizations connect it with rates of their own.' },
  },
});

@ObjectType('CarrierSetup', { description: 'A carrier that was asked for when the tenant was created.' })
export class CarrierSetupType {
  @Field(() => String, { description: 'Its name, e.g. `usps`.' })
  carrier!: string;

  @Field(() => CarrierSetupStatusEnum, { description: 'What came of it.' })
  status!: CarrierSetupStatusEnum;
}

@ObjectType('TenantProvisioning', { description: 'How far the making of a tenant is.' })
export class TenantProvisioningType {
  @Field(() => ProvisioningStepEnum, { description: 'What is done next; of a failed one, the step it failed at.' })
  step!: ProvisioningStepEnum;

  @Field(() => [CarrierSetupType], { description: 'The carriers that were asked for.' })
  carriers!: CarrierSetupType[];

  @Field(() => Int, { description: 'How often the step has failed; after five times everything made so far is removed.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why it failed last.' })
  lastError!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ready, or given up.' })
  finishedAt!: Date | null;
}
