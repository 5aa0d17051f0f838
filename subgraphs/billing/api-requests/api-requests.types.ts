import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

// Spoken between the gateway and billing only: ids are raw UUIDs here.

@Inaccessible()
@InputType('ApiRequestCountInput', { description: 'Requests that one organization made in one mode.' })
export class ApiRequestCountInput {
  @Field(() => ID, { description: 'The tenant of the organization.' })
  tenantId!: string;

  @Field(() => String, { description: 'The schema of the tenant.' })
  tenantSchema!: string;

  @Field(() => ID, { description: 'The organization.' })
  organizationId!: string;

  @Field(() => Boolean, { description: 'Whether they were made in test mode.' })
  testMode!: boolean;

  @Field(() => Int, { description: 'How many there were, 1 or more.' })
  count!: number;

  @Field(() => Int, { description: 'How many of them were answered with an error.' })
  errors!: number;

  @Field(() => DateTimeScalar, { description: 'When the first was answered.' })
  windowStart!: Date;

  @Field(() => DateTimeScalar, { description: 'When the last was answered.' })
  windowEnd!: Date;
}

@Inaccessible()
@InputType('RecordApiRequestsInput', { description: 'Requests that a gateway counted.' })
export class RecordApiRequestsInput {
  @Field(() => ID, { description: 'Made by the gateway; the same flush counts once.' })
  flushId!: string;

  @Field(() => [ApiRequestCountInput], { description: 'One entry for each organization and mode.' })
  counts!: ApiRequestCountInput[];
}

@Inaccessible()
@ObjectType('RecordApiRequestsPayload', { description: 'How much was told on.' })
export class RecordApiRequestsPayload extends MutationPayload {
  @Field(() => Int, { nullable: true, description: 'How many entries were told on; null when it was refused.' })
  recorded?: number | null;
}
