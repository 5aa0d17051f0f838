import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { hashToken } from '../../../platform/identity/api-token.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { ANONYMOUS, type Identity } from '../../../contracts/identity/identity.ts';
import type { TestTenant, TestWorld } from '../../../test/support/test-world.ts';
import { resolveIdentity } from '../identity/resolve-identity.ts';
import { grantPassword } from '../passwords/grant-password.ts';
import { recordOrganization } from '../organizations/directory.query.ts';

/** The password of everybody here. */
export const PASSWORD = 'correct horse battery';

/** Somebody who can sign in. */
export interface TestPerson {
  userId: string;
  email: string;
}

/** People with passwords in tenants and organizations, made without going through invitations. */
export class TestPeople {
  private readonly world: TestWorld;
  private made = 0;

  constructor(world: TestWorld) {
    this.world = world;
  }

  /** A context without identity, from a network address of its own unless one is given. */
  anonymous(facts: { ipAddress?: string | null; userAgent?: string } = {}): RequestContext {
    this.made += 1;
    const context = this.world.context('tenants', { ...ANONYMOUS, permissions: [] });
    const ipAddress = facts.ipAddress === undefined ? `10.0.${Math.floor(this.made / 250)}.${this.made % 250}` : facts.ipAddress;
    return Object.assign(context, { ipAddress, userAgent: facts.userAgent ?? 'test' });
  }

  async tenant(): Promise<TestTenant> {
    const tenant = await this.world.createTenant();
    await this.world.inspect(
      `insert into tenants.tenants (id, kind, name, slug, plan, status, schema_name, created_at)
       values ($1, 'customer', 'Market', $2, 'starter', 'active', $3, '2026-01-01')`,
      [tenant.id, `market-${tenant.id}`, tenant.schema],
    );
    return tenant;
  }

  async organization(tenant: TestTenant): Promise<string> {
    const id = newId();
    const context = this.world.context('tenants', { tenant });
    await recordOrganization(context.openSession(NO_SCOPE), {
      id,
      tenantId: tenant.id,
      name: 'Shop',
      slug: `shop-${id}`,
      isActive: true,
    });
    return id;
  }

  /** Somebody new with the password of everybody. */
  async person(): Promise<TestPerson> {
    const person = { userId: newId(), email: `person-${(this.made += 1)}@shop.example` };
    await this.world.inspect('insert into tenants.users (id, email, created_at) values ($1, $2, now())', [
      person.userId,
      person.email,
    ]);
    await grantPassword(this.anonymous(), { email: person.email, password: PASSWORD });
    return person;
  }

  async joinStaff(person: TestPerson, tenant: TestTenant): Promise<void> {
    await this.world.inspect(
      `insert into tenants.tenant_members (tenant_id, user_id, role, created_at) values ($1, $2, 'tenant_admin', now())`,
      [tenant.id, person.userId],
    );
  }

  async joinOrganization(person: TestPerson, tenant: TestTenant, organizationId: string): Promise<void> {
    await this.world.inspect(
      `insert into tenants.member_directory (organization_id, user_id, tenant_id, roles, joined_at) values ($1, $2, $3, '{member}', clock_timestamp())`,
      [organizationId, person.userId, tenant.id],
    );
  }

  /** Somebody in an organization of a new tenant. */
  async member(): Promise<TestPerson & { tenant: TestTenant; organizationId: string }> {
    const [tenant, person] = [await this.tenant(), await this.person()];
    const organizationId = await this.organization(tenant);
    await this.joinOrganization(person, tenant, organizationId);
    return { ...person, tenant, organizationId };
  }

  /** Who a session's access token is, in the place that is named. */
  async identityOf(accessToken: string, named: { organizationId?: string; tenantId?: string } = {}): Promise<Identity> {
    const { organizationId = null, tenantId = null } = named;
    const request = { tokenHash: hashToken(accessToken), isSession: true, organizationId, tenantId };
    return (await resolveIdentity(this.anonymous(), request)).identity;
  }

  /** The context of a request with a session's access token. */
  async signedIn(accessToken: string): Promise<RequestContext> {
    const context = this.world.context('tenants', await this.identityOf(accessToken));
    return Object.assign(context, { ipAddress: '10.9.9.9', userAgent: 'test' });
  }

  /** What was recorded of a person, the earliest first; once an event, in however many tenants it is told. */
  async eventsOf(userId: string | null): Promise<string[]> {
    const rows = await this.world.inspect<{ type: string }>(
      'select type from tenants.security_events where user_id is not distinct from $1 group by id, type, occurred_at order by occurred_at, id',
      [userId],
    );
    return rows.map((row) => row.type).filter((type) => type !== 'password.reset');
  }
}
