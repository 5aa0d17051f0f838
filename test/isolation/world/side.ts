import type { ManualClock } from '../../../platform/context/clock.ts';
import { NEW_YORK, SAN_FRANCISCO, TWO_POUNDS } from '../../support/first-parcel-world.ts';
import type { TestWorld } from '../../support/test-world.ts';
import type { Client, Credentials } from './client.ts';
import type { OrganizationPlace } from './organization-place.ts';
import { People } from './people.ts';
import { Tenancy } from './tenancy.ts';
import type { TenantHalf } from './tenant-place.ts';

/** Who an operation is for. */
/** Who an operation is for; guest and signedIn are who joined and who signed in last, for the row. */
export type Reader = 'owner' | 'tenantAdmin' | 'operator' | 'partner' | 'guest' | 'signedIn' | 'anyone';

/** The ids of what every side has from the start. */
export interface SideIds {
  tenant: string;
  organization: string;
  ownerUser: string;
  rateSheet: string;
  connection: string;
  entity: string;
  /** An entity that buys on invoice, and whose last payment failed. */
  account: string;
  addon: string;
  /** Charged to this organization alone. */
  ownAddon: string;
  partner: string;
  partnerAccount: string;
  quote: string;
  rate: string;
  shipment: string;
  tracker: string;
  invoice: string;
  commission: string;
  payout: string;
}

interface SideParts {
  client: Client;
  world: TestWorld;
  clock: ManualClock;
  organization: OrganizationPlace;
  testMode: boolean;
  operator: Credentials;
}

/** One organization's data in one mode, and everything that can be done to it; every text of it carries the side's mark. */
export class Side {
  /** Stands in every free text of this side and nowhere else; begins with the organization's mark. */
  readonly mark: string;
  readonly organization: OrganizationPlace;
  readonly testMode: boolean;
  ids!: SideIds;
  readonly client: Client;
  readonly world: TestWorld;
  readonly clock: ManualClock;
  readonly people: People = new People(this);
  readonly tenancy: Tenancy = new Tenancy(this);
  private readonly operator: Credentials;
  private billedUntil: Date;
  private made = 0;

  constructor(parts: SideParts) {
    this.client = parts.client;
    this.world = parts.world;
    this.clock = parts.clock;
    this.operator = parts.operator;
    this.organization = parts.organization;
    this.testMode = parts.testMode;
    this.mark = `${parts.organization.mark}${parts.testMode ? 'test' : 'live'}`;
    this.billedUntil = parts.clock.now();
  }

  /** The tenant's half in this side's mode. */
  get half(): TenantHalf {
    return this.organization.tenant[this.testMode ? 'test' : 'live'];
  }

  /** The rightful reader's credentials. */
  as(reader: Reader): Credentials {
    const owner = this.testMode ? this.organization.testOwner : this.organization.owner;
    const { admin, partner } = this.half;
    return {
      owner,
      tenantAdmin: admin,
      operator: this.operator,
      partner,
      guest: this.people.guest,
      signedIn: this.people.signedIn,
      anyone: {},
    }[reader];
  }

  /** A text that shows whose it is, another one each time. */
  text(what: string): string {
    this.made += 1;
    return `${this.mark}-${what.toLowerCase().replaceAll(' ', '-')}-${this.made}`;
  }

  /** A name of somebody or something that is in both modes; shows whose it is, another one each time. */
  name(what: string): string {
    this.made += 1;
    return `${this.organization.mark}-${this.testMode ? 'tried' : 'meant'}-${what}-${this.made}`;
  }

  /** A name of something that all organizations of the tenant see, another one each time. */
  common(what: string): string {
    this.made += 1;
    return `${this.organization.tenant.mark}-${this.testMode ? 'tried' : 'meant'}-${what}-${this.made}`;
  }

  /** Does one mutation that must succeed; answers its payload. */
  perform<Payload>(as: Reader, mutation: string, input: object, selection: string): Promise<Payload> {
    return this.client.perform<Payload>(this.as(as), mutation, input, selection);
  }

  /** `perform` in other hands than those of a rightful reader of this side. */
  performWith<Payload>(credentials: Credentials, mutation: string, input: object, selection: string): Promise<Payload> {
    return this.client.perform<Payload>(credentials, mutation, input, selection);
  }

  /** Asks one query that must succeed; answers its root field. */
  read<Data>(as: Reader, query: string, variables: object = {}): Promise<Data> {
    return this.client.read<Data>(this.as(as), query, variables);
  }

  /** Runs a scheduled job now. */
  runJob(subgraph: string, job: string): Promise<void> {
    return this.world.marketplace.subgraphs.get(subgraph)!.runJob(job);
  }

  /** Waits until every event has become its effect. */
  settle(): Promise<void> {
    return this.world.settle();
  }

  /** A new quote; answers it with the id of its first rate. */
  async quote(): Promise<{ id: string; rateId: string }> {
    const { quote } = await this.perform<{ quote: { id: string; rates: { id: string }[] } }>(
      'owner',
      'requestQuotes',
      this.quoteRequest(),
      'quote { id rates { id } }',
    );
    return { id: quote.id, rateId: quote.rates[0]!.id };
  }

  /** What `requestQuotes` is asked for. */
  quoteRequest(): object {
    return {
      shipper: { ...SAN_FRANCISCO, company: this.text('shipper'), phone: '+1 415 555 0100', email: `desk@${this.mark}.example` },
      recipient: { ...NEW_YORK, company: this.text('recipient'), street2: this.text('floor'), isResidential: true },
      parcels: [TWO_POUNDS],
      reference: this.text('reference'),
    };
  }

  /** Buys a label; `entityId` pays, else the default entity. */
  async shipment(entityId?: string): Promise<{ id: string; trackerId: string; quoteId: string; rateId: string }> {
    const { id: quoteId, rateId } = await this.quote();
    const { shipment } = await this.perform<{ shipment: { id: string; tracker: { id: string } } }>(
      'owner',
      'purchaseShipment',
      {
        rateId,
        ...(entityId ? { entityId } : {}),
        idempotencyKey: this.text('key'),
        reference: this.text('reference'),
        metadata: { note: this.text('note') },
      },
      'shipment { id tracker { id } }',
    );
    return { id: shipment.id, trackerId: shipment.tracker.id, quoteId, rateId };
  }

  /** A draft invoice over a label bought for it, and what else was not billed yet. */
  async draftInvoice(entityId = this.ids.entity): Promise<string> {
    await this.shipment(entityId);
    await this.settle();
    const { invoice } = await this.perform<{ invoice: { id: string } }>(
      'tenantAdmin',
      'generateInvoice',
      this.unbilledPeriod(entityId),
      'invoice { id }',
    );
    return invoice.id;
  }

  /** The period from the last invoice to now; the next one begins where it ends. */
  unbilledPeriod(entityId = this.ids.entity): object {
    const periodStart = this.billedUntil.toISOString();
    this.clock.advance(1_000);
    this.billedUntil = this.clock.now();
    return { entityId, periodStart, periodEnd: this.billedUntil.toISOString() };
  }

  /** An issued invoice. */
  async openInvoice(entityId = this.ids.entity): Promise<string> {
    const invoiceId = await this.draftInvoice(entityId);
    await this.perform('tenantAdmin', 'finalizeInvoice', { invoiceId }, 'invoice { id }');
    return invoiceId;
  }

  /** A payment of an issued invoice with what the sandbox makes of it. */
  async payment(outcome: 'ok' | 'pending' | 'declined', invoiceId?: string): Promise<{ id: string; invoiceId: string }> {
    const paid = invoiceId ?? (await this.openInvoice());
    const { payment } = await this.perform<{ payment: { id: string } }>(
      'owner',
      'payInvoice',
      { invoiceId: paid, paymentMethodToken: `pm_sandbox_${outcome}`, idempotencyKey: this.text('key') },
      'payment { id }',
    );
    return { id: payment.id, invoiceId: paid };
  }

  /** A pending commission of the partner on an invoice paid for it. */
  async commission(): Promise<string> {
    const { invoiceId } = await this.payment('ok');
    await this.settle();
    const { edges } = await this.read<{ edges: { node: { id: string; invoiceId: string } }[] }>(
      'tenantAdmin',
      '{ partnerCommissionEvents(first: 100) { edges { node { id invoiceId } } } }',
    );
    const found = edges.find(({ node }) => node.invoiceId === invoiceId);
    if (!found) throw new Error('the paid invoice made no commission');
    return found.node.id;
  }

  /** A commission that was paid out. */
  async paidCommission(): Promise<string> {
    const { payoutId, commissionId } = await this.payoutOfOne();
    await this.perform('tenantAdmin', 'completePayout', { id: payoutId, paymentReference: this.text('wire') }, 'payout { id }');
    return commissionId;
  }

  /** A pending payout over a commission approved for it. */
  async payout(): Promise<string> {
    return (await this.payoutOfOne()).payoutId;
  }

  // Over this commission alone: others may be waiting for a payout of their own.
  private async payoutOfOne(): Promise<{ payoutId: string; commissionId: string }> {
    this.clock.advance(1_000);
    const periodStart = this.clock.now().toISOString();
    const commissionId = await this.commission();
    await this.perform('tenantAdmin', 'approvePartnerCommission', { id: commissionId }, 'commission { id }');
    const { payout } = await this.perform<{ payout: { id: string } }>(
      'tenantAdmin',
      'createPayoutBatch',
      { partnerId: this.ids.partner, periodStart, notes: this.text('notes'), paymentMethod: 'wire' },
      'payout { id }',
    );
    return { payoutId: payout.id, commissionId };
  }
}
