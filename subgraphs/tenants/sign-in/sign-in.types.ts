import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { SessionTokensPayload } from '../sessions/sessions.types.ts';

@InputType('SignInInput', { description: 'Who signs in, and where.' })
export class SignInInput {
  @Field(() => String, { description: 'E-mail address.' })
  email!: string;

  @Field(() => String, { description: 'Password.' })
  password!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The organization to act in unless a request names another; the place the person came to first when left out.',
  })
  organizationId?: string;

  @Field(() => ID, { nullable: true, description: 'The tenant to act in, for people who belong to several.' })
  tenantId?: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether to see test data instead of live data.' })
  testMode!: boolean;
}

@ObjectType('SignInPayload', { description: 'The session that was opened, with its first tokens.' })
export class SignInPayload extends SessionTokensPayload {}
