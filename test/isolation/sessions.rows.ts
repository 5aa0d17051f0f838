import { onlyLive, type Row, type Rows } from './row.ts';
import { PASSWORD } from './world/people.ts';
import type { Side } from './world/side.ts';

const NEW_PASSWORD = 'staple a new one';

/** How the operations of tenants about passwords and sessions are called. */
export const sessionsRows: Rows = {
  'Query.sessions': {
    as: 'signedIn',
    onlyInLiveMode: true,
    arguments: async (side) => {
      const { email, refreshToken } = await side.people.session();
      await side.perform('anyone', 'signOut', { refreshToken }, '__typename');
      await side.people.session(email);
      return {};
    },
  },
  'Query.securityEvents': {
    as: 'signedIn',
    onlyInLiveMode: true,
    arguments: async (side) => {
      await side.people.session();
      return {};
    },
  },
  'Mutation.signIn': bySecret('the password', async ({ people }) => ({
    email: await people.hasPassword(),
    password: PASSWORD,
  })),
  'Mutation.refreshSession': bySecret('the refresh token', async ({ people }) => ({
    refreshToken: (await people.session()).refreshToken,
  })),
  'Mutation.signOut': bySecret('the refresh token', async ({ people }) => ({
    refreshToken: (await people.session()).refreshToken,
  })),
  'Mutation.verifyEmail': bySecret('the code that was mailed', async ({ people }) => ({
    token: (await people.proposesPassword()).code,
    password: PASSWORD,
  })),
  'Mutation.requestPasswordReset': bySecret('nothing: a mail goes to the address', async ({ people }) => ({
    email: await people.hasPassword(),
  })),
  'Mutation.resetPassword': bySecret('the code that was mailed', async ({ people }) => ({
    token: await people.resetCode(),
    newPassword: NEW_PASSWORD,
  })),
  'Mutation.changePassword': onlyLive('signedIn', async ({ people }) => {
    await people.session();
    return { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  }),
  'Mutation.signOutEverywhere': onlyLive('signedIn', async ({ people }) => {
    await people.session();
    return { keepsCurrent: false };
  }),
  'Mutation.revokeSession': onlyLive('signedIn', async ({ people }) => {
    const { email, id } = await people.session();
    await people.session(email);
    return { id };
  }),
};

function bySecret(secret: string, input: (side: Side) => Promise<object>): Row {
  return { ...onlyLive('anyone', input), open: `whoever holds it may: ${secret}` };
}
