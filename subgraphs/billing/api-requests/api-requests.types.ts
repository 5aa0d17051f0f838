import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

// Spoken between the gateway and billing only: ids are raw UUIDs here.

@Inaccessible()
@InputType('OperationCountInput', { description: 'How often one operation was answered in one way.' })
export class OperationCountInput {
  @Field(() => String, { description: 'As the client named it.' })
  operation!: string;

  @Field(() => String, { description: '`ok` or `error`.' })
  status!: 'ok' | 'error';

  @Field(() => String, { nullable: true, description: 'The code of the first error.' })
  errorCode!: string | null;

  @Field(() => Int, { description: 'How often, 1 or more.' })
  count!: number;

  @Field(() => Int, { description: 'How long answering took, in milliseconds, in all.' })
  durationMs!: number;

  @Field(() => Int, { description: 'What it cost, in points of demand control, in all.' })
  cost!: number;
}

@Inaccessible()
@InputType('ApiRequestCountInput', {
  description: 'Requests that one organization, or the staff of one tenant, made in one mode.',
})
export class ApiRequestCountInput {
  @Field(() => ID, { description: 'The tenant of the organization.' })
  tenantId!: string;

  @Field(() => String, { description: 'The schema of the tenant.' })
  tenantSchema!: string;

  @Field(() => ID, { nullable: true, description: 'The organization; null for what the tenant’s staff and partners asked.' })
  organizationId!: string | null;

  @Field(() => Boolean, { description: 'Whether they were made in test mode.' })
  testMode!: boolean;

  @Field(() => Int, { description: 'How many there were, 1 or more.' })
  count!: number;

  @Field(() => Int, { description: 'How many of them were answered with an error.' })
  errors!: number;

  @Field(() => Int, { description: 'How long answering them took, in milliseconds, in all.' })
  durationMs!: number;

  @Field(() => Int, { description: 'What they cost, in points of demand control, in all.' })
  cost!: number;

  @Field(() => [OperationCountInput], { description: 'The same by operation.' })
  operations!: OperationCountInput[];

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

  @Field(() => [ApiRequestCountInput], {
    description: 'One entry for each organization and mode, and for each tenant’s own staff and mode.',
  })
  counts!: ApiRequestCountInput[];
}

@Inaccessible()
@ObjectType('RecordApiRequestsPayload', { description: 'How much was told on.' })
export class RecordApiRequestsPayload extends MutationPayload {
  @Field(() => Int, { nullable: true, description: 'How many entries were told on; null when it was refused.' })
  recorded?: number | null;
}
