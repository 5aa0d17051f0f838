import type { RequestIdentity } from '../platform/context/request-context.ts';
import { createOperator } from '../subgraphs/tenants/operators/create-operator.ts';
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
  const context = marketplace.subgraphs.get('tenants')!.createContext(SYSTEM, { requestId: 'operator-access' }, () => {});
  return (await createOperator(context, operator)).token;
}
