import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Authenticated } from '../../../platform/graphql/federation.ts';
import { changePassword } from './change-password.ts';
import {
  ChangePasswordInput,
  ChangePasswordPayload,
  RequestPasswordResetInput,
  RequestPasswordResetPayload,
  ResetPasswordInput,
  ResetPasswordPayload,
  VerifyEmailInput,
  VerifyEmailPayload,
} from './passwords.types.ts';
import { requestPasswordReset, resetPassword } from './reset-password.ts';
import { verifyEmail } from './verify-email.ts';

@Resolver()
export class PasswordsResolver {
  @Mutation(() => RequestPasswordResetPayload, {
    description:
      'Mails a code for a new password, if the address is known; the answer does not tell. Needs no token. Refused with SIGN_IN_LOCKED or VALIDATION_FAILED.',
  })
  async requestPasswordReset(
    @Arg('input', () => RequestPasswordResetInput, { description: 'Whose.' }) input: RequestPasswordResetInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    await requestPasswordReset(context, input.email);
    return {};
  }

  @Mutation(() => ResetPasswordPayload, {
    description:
      'Sets a new password by the code that was mailed, and ends every session; needs no token. Refused with CODE_UNUSABLE, PASSWORD_TOO_WEAK or VALIDATION_FAILED.',
  })
  async resetPassword(
    @Arg('input', () => ResetPasswordInput, { description: 'The code and the new password.' }) input: ResetPasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    await resetPassword(context, input);
    return {};
  }

  @Authenticated()
  @Mutation(() => ChangePasswordPayload, {
    description:
      'Changes the caller’s password and ends their other sessions; for people who are signed in. Refused with SIGN_IN_REFUSED, SIGN_IN_LOCKED, PASSWORD_TOO_WEAK or VALIDATION_FAILED.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'The present and the new password.' }) input: ChangePasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    await changePassword(context, input);
    return {};
  }

  @Mutation(() => VerifyEmailPayload, {
    description:
      'Confirms an address by the code that was mailed to it and the password that was chosen; from then on they open sessions. Needs no token. Refused with CODE_UNUSABLE, SIGN_IN_REFUSED or SIGN_IN_LOCKED.',
  })
  verifyEmail(
    @Arg('input', () => VerifyEmailInput, { description: 'The code and the password.' }) input: VerifyEmailInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return verifyEmail(context, input);
  }
}
