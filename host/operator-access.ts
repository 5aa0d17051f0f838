import type { RequestContext, RequestIdentity } from '../platform/context/request-context.ts';
import { createOperator } from '../subgraphs/tenants/operators/create-operator.ts';
import { grantPassword as setPassword } from '../subgraphs/tenants/passwords/grant-password.ts';
import type { Marketplace } from './marketplace.ts';

/** In whose name whoever owns the database acts. */
export const SYSTEM: RequestIdentity = {
  actor: 'system/host',
  level: 'internal',
  userId: null,
  tenant: null,
  organizationId: null,
  partnerId: null,
  testMode: false,
  permissions: ['internal'],
};

/** Makes somebody an operator of the platform and answers a token; for whoever owns the database. */
export async function grantOperatorAccess(
  marketplace: Pick<Marketplace, 'subgraphs'>,
  operator: { email: string; name: string },
): Promise<string> {
  return (await createOperator(contextOf(marketplace), operator)).token;
}

/** Gives somebody who is known a password to sign in with; for whoever owns the database. */
export async function grantPassword(
  marketplace: Pick<Marketplace, 'subgraphs'>,
  person: { email: string; password: string },
): Promise<void> {
  await setPassword(contextOf(marketplace), person);
}

function contextOf(marketplace: Pick<Marketplace, 'subgraphs'>): RequestContext {
  return marketplace.subgraphs.get('tenants')!.createContext(SYSTEM, { requestId: 'operator-access' }, () => {});
}
