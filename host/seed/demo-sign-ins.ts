import { randomBytes } from 'node:crypto';
import type { Marketplace } from '../marketplace.ts';
import { grantPassword } from '../operator-access.ts';
import { DEMO_TENANTS } from './demo-plan.ts';
import { email } from './seed-marketplace.ts';

/** How people of the demo sign in: one password for all of them, another in each data folder. */
export interface DemoSignIns {
  password: string;
  /** Addresses by role. */
  emails: Record<string, string>;
}

/** Gives the operator, and the people of the first marketplace and its first organization, a password. */
export async function openDemoSignIns(marketplace: Pick<Marketplace, 'subgraphs'>, operator: string): Promise<DemoSignIns> {
  const tenant = DEMO_TENANTS[0]!;
  const { people, slug } = tenant.organizations[0]!;
  const members = Object.entries(people).map(([role, name]) => [role, email(name, slug)] as const);
  const emails = Object.fromEntries([['operator', operator], ['tenantAdmin', email(tenant.admin, tenant.domain)], ...members]);
  const password = `demo ${randomBytes(9).toString('base64url')}`;
  for (const address of Object.values(emails)) await grantPassword(marketplace, { email: address, password });
  return { password, emails };
}
