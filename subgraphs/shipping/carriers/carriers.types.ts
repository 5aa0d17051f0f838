import { Field, ObjectType } from 'type-graphql';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';

/** A service of a carrier whose services are the same for everybody. */
@ObjectType('CarrierService', { description: 'A service that a carrier offers.' })
export class CarrierServiceType {
  @Field(() => String, { description: 'Its code, by which rates name it.' })
  code!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'Who performs it.' })
  carrierName!: string;
}

/** A carrier that can be connected. */
@ObjectType('Carrier', { description: 'A carrier, or a network of carriers, that can be connected.' })
export class CarrierType {
  @Field(() => String, { description: 'Its code, by which connections name it.' })
  code!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether it exists in test mode only.' })
  isTestOnly!: boolean;

  @Field(() => Boolean, { description: 'Whether a connection to it rates by a rate sheet.' })
  needsRateSheet!: boolean;

  @Field(() => [String], { description: 'What it can be asked to do, e.g. `rate`, `buy`, `schedulePickup`.' })
  capabilities!: string[];

  @Field(() => Boolean, { description: 'Whether it tells of parcels by itself (`createCarrierWebhook`).' })
  sendsWebhooks!: boolean;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The credentials it wants, as a JSON Schema; null when it wants none.',
  })
  credentialsSchema!: unknown;

  @Field(() => JsonScalar, { description: 'What can be set of a connection to it, as a JSON Schema.' })
  configSchema!: unknown;

  @Field(() => [CarrierServiceType], {
    nullable: true,
    description: 'Its services; null where they depend on the connection or are told with the rates.',
  })
  services!: CarrierServiceType[] | null;
}
