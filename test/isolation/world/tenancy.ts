import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { enqueueMail } from '../../../platform/mail/outbound-emails.query.ts';
import { decodeId, encodeId } from '../../../platform/ids/public-id.ts';
import { schemaOf } from '../engine/schema-of.ts';
import type { Side } from './side.ts';

/** What a side's tenant has, and other tenants beside it. */
export class Tenancy {
  private readonly side: Side;

  constructor(side: Side) {
    this.side = side;
  }

  /** Another tenant. */
  async tenant(): Promise<string> {
    const domain = this.side.name('tenant');
    const { tenant } = await this.side.perform<{ tenant: { id: string } }>(
      'operator',
      'createTenant',
      { name: domain, domain, adminEmail: `admin@${domain}.example` },
      'tenant { id }',
    );
    return tenant.id;
  }

  /** A domain of the tenant; only the name servers outside can say that it is its own. */
  async domain({ isVerified }: { isVerified: boolean }): Promise<string> {
    const { domain } = await this.side.performWith<{ domain: { id: string; domain: string } }>(
      this.side.organization.tenant.live.admin,
      'addTenantDomain',
      { domain: `${this.side.common('shop')}.example`, kind: 'APP' },
      'domain { id domain }',
    );
    if (isVerified)
      await this.side.world.inspect('update tenants.tenant_domains set verified_at = created_at where domain = $1', [
        domain.domain,
      ]);
    return domain.id;
  }

  /** An e-mail to the organization: tried again, given up, or kept because there is no mail server. */
  async email(state: 'retrying' | 'failed' | 'kept'): Promise<string> {
    const { ids, world, clock, mark } = this.side;
    const tenant = { id: decodeId(ID_PREFIX.tenant, ids.tenant), schema: await schemaOf(world, ids.tenant) };
    const organizationId = decodeId(ID_PREFIX.organization, ids.organization);
    const text = this.side.text('mail');
    const { session } = world.context('tenants', { tenant, organizationId });
    const message = { kind: 'greeting', recipient: `to@${mark}.example`, subject: text, text, html: text, organizationId };
    await session.transaction((transaction) => enqueueMail(transaction, message, clock.now()));
    const settled = state === 'retrying' ? `next_attempt_at = '2030-01-01'` : `status = '${state}', settled_at = created_at`;
    const [email] = await world.inspect<{ id: string }>(
      `update platform.outbound_emails set last_error = 'refused', ${settled} where subject = $1 returning id`,
      [text],
    );
    return encodeId(ID_PREFIX.outboundEmail, email!.id);
  }
}
