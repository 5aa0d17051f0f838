import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';

/** In whose name the gateway asks for identities. */
export const GATEWAY_IDENTITY: Identity = {
  ...ANONYMOUS,
  actor: 'system/gateway',
  level: 'internal',
  permissions: ['internal'],
};
