import { Field, InputType, ObjectType } from 'type-graphql';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@InputType('RequestPasswordResetInput', { description: 'Whose password is to be chosen anew.' })
export class RequestPasswordResetInput {
  @Field(() => String, { description: 'E-mail address of the person.' })
  email!: string;
}

@ObjectType('RequestPasswordResetPayload', { description: 'The same for every address, known or not.' })
export class RequestPasswordResetPayload extends MutationPayload {}

@InputType('ResetPasswordInput', { description: 'The new password, and what entitles to it.' })
export class ResetPasswordInput {
  @Field(() => String, { description: 'The code that was mailed; good for an hour, and once.' })
  token!: string;

  @Field(() => String, { description: 'The new password, 10 to 200 characters, without the e-mail address in it.' })
  newPassword!: string;
}

@ObjectType('ResetPasswordPayload', { description: 'Whether it was refused.' })
export class ResetPasswordPayload extends MutationPayload {}

@InputType('ChangePasswordInput', { description: 'The present password and the new one.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The present password.' })
  currentPassword!: string;

  @Field(() => String, { description: 'The new password, 10 to 200 characters, without the e-mail address in it.' })
  newPassword!: string;
}

@ObjectType('ChangePasswordPayload', { description: 'Whether it was refused.' })
export class ChangePasswordPayload extends MutationPayload {}

@InputType('VerifyEmailInput', { description: 'What shows that the address and the password are one person’s.' })
export class VerifyEmailInput {
  @Field(() => String, { description: 'The code that was mailed; good for a day, and once.' })
  token!: string;

  @Field(() => String, { description: 'The password that was chosen when the invitation was accepted.' })
  password!: string;
}

@ObjectType('VerifyEmailPayload', { description: 'The address that was confirmed.' })
export class VerifyEmailPayload extends MutationPayload {
  @Field(() => String, { nullable: true, description: 'The address; null when it was refused.' })
  email?: string | null;
}
