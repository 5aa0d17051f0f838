import { InvoicePaid } from '../../../contracts/events/invoice-events.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import { decodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { assignPartnerAccount } from '../accounts/assign-partner-account.ts';
import { approveHeldCommissionsJob } from '../commissions/approve-held-commissions.ts';
import { earnCommissionsConsumer } from '../commissions/earn-commissions.consumer.ts';
import { createPartner, type CreatePartner } from '../partners/create-partner.ts';
import type { Partner } from '../partners/partner.entity.ts';

/** What is left open of a paid invoice in tests. */
export interface PaidInvoiceFacts {
  organizationId: Uuid;
  amount: string;
  currency?: string;
  invoiceId?: Uuid;
  paidAt?: Date;
  testMode?: boolean;
}

/** A commission as the books hold it. */
export interface BookedCommission {
  id: Uuid;
  invoice_id: Uuid;
  event_type: string;
  status: string;
  amount: string;
  currency: string;
  payout_id: Uuid | null;
}

/** A tenant with partners on a database of its own, where time stands until it is moved. For tests. */
export class TestPartners {
  readonly world: TestWorld;
  readonly clock: ManualClock;
  tenant: TestTenant;
  private made = 0;

  private constructor(world: TestWorld, clock: ManualClock, tenant: TestTenant) {
    this.world = world;
    this.clock = clock;
    this.tenant = tenant;
  }

  static async create(options: { startsWorkers?: boolean; poolSize?: number } = {}): Promise<TestPartners> {
    const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
    const world = await createTestWorld({ clock, startsWorkers: false, ...options });
    return new TestPartners(world, clock, await world.createTenant());
  }

  close(): Promise<void> {
    return this.world.close();
  }

  /** In the name of staff who manage partners. */
  staff(identity: Partial<RequestIdentity> = {}): RequestContext {
    return this.world.context('partners', { tenant: this.tenant, ...identity });
  }

  /** Earns 10 % of every invoice in USD at once, but for what is said otherwise. */
  async partner(overrides: Partial<CreatePartner> = {}, testMode = false): Promise<Partner> {
    this.made += 1;
    return createPartner(this.staff({ testMode }), {
      name: `Partner ${this.made}`,
      slug: `partner-${this.made}`,
      contactEmail: 'ada@partner.example',
      currency: 'USD',
      commissionRule: { kind: 'percentage', rate: '0.1', recurrence: 'recurring' },
      ...overrides,
    });
  }

  async organization(): Promise<Uuid> {
    this.made += 1;
    const query = `mutation { createOrganization(input: { name: "Organization ${this.made}" }) { organization { id } errors { code message } } }`;
    const { createOrganization } = await answerOf<{ createOrganization: { organization: { id: string } } }>(
      this.world,
      'tenants',
      { tenant: this.tenant },
      { query },
    );
    return decodeId('org', createOrganization.organization.id);
  }

  /** Gives a new organization to the partner from now on. */
  async account(partner: Partner): Promise<{ id: Uuid; organizationId: Uuid }> {
    const organizationId = await this.organization();
    const command = { partnerId: partner.id, organizationId, relationship: 'refers' as const };
    return assignPartnerAccount(this.staff({ testMode: partner.testMode }), command);
  }

  /** The event that billing publishes when an invoice is paid. */
  paid(facts: PaidInvoiceFacts): DeliveredEvent {
    const { organizationId, amount, currency = 'USD', invoiceId = newId(), paidAt = this.clock.now(), testMode = false } = facts;
    this.made += 1;
    const data = {
      invoiceId,
      number: `INV-${this.made}`,
      entityId: newId(),
      organizationId,
      total: { amount, currency },
      periodStart: '2026-02-01T00:00:00Z',
      periodEnd: '2026-03-01T00:00:00Z',
      paymentId: newId(),
      paidAt: paidAt.toISOString(),
    };
    return {
      id: newId(),
      type: InvoicePaid.type,
      version: InvoicePaid.version,
      subject: `invoice/${invoiceId}`,
      tenantId: this.tenant.id,
      organizationId,
      testMode,
      actor: 'system/test',
      causeId: null,
      occurredAt: paidAt,
      data: InvoicePaid.data.parse(data),
    };
  }

  /** Hands events of one mode to the consumer, all in one batch. */
  async deliver(...events: readonly DeliveredEvent[]): Promise<void> {
    const context = this.staff({ testMode: events[0]!.testMode });
    await context.session.transaction((transaction) => earnCommissionsConsumer.consume(transaction, events, this.clock));
  }

  /** Has an organization pay an invoice, now unless said otherwise, and answers the commission's id. */
  async earn(facts: PaidInvoiceFacts): Promise<Uuid> {
    const invoiceId = facts.invoiceId ?? newId();
    await this.deliver(this.paid({ ...facts, invoiceId }));
    const [commission] = (await this.commissions()).filter((each) => each.invoice_id === invoiceId);
    return commission!.id;
  }

  /** Lets the scheduled job run once. */
  async approveHeld(testMode = false): Promise<void> {
    await approveHeldCommissionsJob.run(this.staff({ level: 'internal', testMode, permissions: ['internal'] }));
  }

  /** Everything that the tenant's books hold, in the order of writing. */
  async commissions(): Promise<BookedCommission[]> {
    return this.world
      .inspect<BookedCommission>(`select id, invoice_id, event_type, status, trim_scale(amount)::text as amount, currency, payout_id
      from ${this.tenant.schema}.partner_commissions order by id`);
  }

  /** Commissions as "status amount currency", sorted. */
  async booked(): Promise<string[]> {
    return (await this.commissions()).map(({ status, amount, currency }) => `${status} ${amount} ${currency}`).toSorted();
  }

  /** Types of the events that wait in the outbox, with the amount or total they carry. */
  async published(): Promise<string[]> {
    const rows = await this.world.inspect<{ event: string }>(
      `select type || ' ' || coalesce(data->'amount'->>'amount', data->'total'->>'amount') as event from platform.outbox
        where tenant_id = $1 and type like 'partner.%' order by position`,
      [this.tenant.id],
    );
    return rows.map(({ event }) => event);
  }
}
