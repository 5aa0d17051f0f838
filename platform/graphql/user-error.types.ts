import { Field, ObjectType } from 'type-graphql';
import { Shareable } from './federation.ts';

/** A refusal in a mutation's payload. */
@Shareable()
@ObjectType('UserError', { description: 'Why a mutation was refused; nothing was changed.' })
export class UserErrorType {
  @Field(() => String, {
    nullable: true,
    description: 'The input it is about, as a dotted path such as `parcels.0.weight`; null when it is about none.',
  })
  field?: string | null | undefined;

  @Field(() => String, { description: 'What is wrong and what to do about it, in one sentence.' })
  message!: string;

  @Field(() => String, {
    description: 'Stable code for programs, e.g. `VALIDATION_FAILED`, `NOT_FOUND`, `INSUFFICIENT_CREDITS`.',
  })
  code!: string;
}

/** What every mutation's payload has. */
@ObjectType()
export class MutationPayload {
  @Field(() => [UserErrorType], { description: 'Why the mutation was refused; empty when it succeeded.' })
  errors!: UserErrorType[];
}
