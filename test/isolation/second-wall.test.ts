import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execute, getNamedType, isNonNullType, parse, type GraphQLField } from 'graphql';
import { JOB_KINDS } from '../../contracts/jobs/job-kinds.ts';
import { ManualClock } from '../../platform/context/clock.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { tenantScope } from '../../platform/database/database.ts';
import type { Session } from '../../platform/database/session.ts';
import type { SessionScope } from '../../platform/database/session-scope.ts';
import type { DomainError } from '../../platform/errors/domain-error.ts';
import { newId, type Uuid } from '../../platform/ids/public-id.ts';
import { openJob } from '../../platform/jobs/job-reports.query.ts';
import { grantCredits } from '../../subgraphs/billing/credits/grant-credits.ts';
import { reserveCredits } from '../../subgraphs/billing/reservations/reserve-credits.ts';
import { removeEntityMember, setEntityMember } from '../../subgraphs/billing/entities/set-entity-member.ts';
import { updateEntity } from '../../subgraphs/billing/entities/update-entity.ts';
import { finalizeInvoice } from '../../subgraphs/billing/invoices/finalize-invoice.ts';
import { generateInvoice } from '../../subgraphs/billing/invoices/generate-invoice.ts';
import { voidInvoice } from '../../subgraphs/billing/invoices/void-invoice.ts';
import { setCreditLimit } from '../../subgraphs/billing/limits/set-credit-limit.ts';
import { payInvoice } from '../../subgraphs/billing/payments/pay-invoice.ts';
import { setBillingSettings } from '../../subgraphs/billing/settings/set-billing-settings.ts';
import { addTeamMember } from '../../subgraphs/billing/teams/add-team-member.ts';
import { removeTeamMember, updateTeamMember } from '../../subgraphs/billing/teams/change-team-member.ts';
import { createTeam } from '../../subgraphs/billing/teams/create-team.ts';
import { moveTeam } from '../../subgraphs/billing/teams/move-team.ts';
import { moveTeamMember } from '../../subgraphs/billing/teams/move-team-member.ts';
import { deleteTeam, updateTeam } from '../../subgraphs/billing/teams/update-team.ts';
import {
  deleteCarrierConnection,
  updateCarrierConnection,
} from '../../subgraphs/shipping/connections/change-carrier-connection.ts';
import {
  createSavedAddress,
  deleteSavedAddress,
  updateSavedAddress,
} from '../../subgraphs/shipping/address-book/keep-address.ts';
import { receiveCarrierWebhook } from '../../subgraphs/shipping/carrier-webhooks/receive-carrier-webhook.ts';
import { judgeAddress } from '../../subgraphs/shipping/address-validation/judge-address.ts';
import { createManifest } from '../../subgraphs/shipping/manifests/create-manifest.ts';
import { cancelPickup } from '../../subgraphs/shipping/pickups/cancel-pickup.ts';
import { schedulePickup } from '../../subgraphs/shipping/pickups/schedule-pickup.ts';
import { cancelBatch } from '../../subgraphs/shipping/batches/cancel-batch.ts';
import { createBatch } from '../../subgraphs/shipping/batches/create-batch.ts';
import { retryBatch } from '../../subgraphs/shipping/batches/retry-batch.ts';
import { cancelShipment } from '../../subgraphs/shipping/cancellations/cancel-shipment.ts';
import { duplicateShipment } from '../../subgraphs/shipping/drafts/copy-shipment.ts';
import { updateShipment } from '../../subgraphs/shipping/drafts/update-shipment.ts';
import { cancelOrder } from '../../subgraphs/shipping/orders/cancel-order.ts';
import { createOrder } from '../../subgraphs/shipping/orders/create-order.ts';
import { createOrderShipment } from '../../subgraphs/shipping/orders/create-order-shipment.ts';
import { updateOrder } from '../../subgraphs/shipping/orders/update-order.ts';
import {
  createParcelTemplate,
  deleteParcelTemplate,
  updateParcelTemplate,
} from '../../subgraphs/shipping/parcel-templates/keep-parcel-template.ts';
import { purchaseShipment } from '../../subgraphs/shipping/purchases/purchase-shipment.ts';
import { requestQuotes } from '../../subgraphs/shipping/quotes/request-quotes.ts';
import { changeShipmentStatus } from '../../subgraphs/shipping/shipments/change-shipment-status.ts';
import { injectTrackingEvents } from '../../subgraphs/shipping/trackers/inject-tracking-events.ts';
import {
  aConsignment,
  anEntityWith,
  aShipper,
  connectSandbox,
  NEW_YORK,
  type Shipper,
} from '../../subgraphs/shipping/test-support/shipping-fixtures.ts';
import { anOrder, TWO_POUNDS } from '../../subgraphs/shipping/test-support/order-fixtures.ts';
import { aSender, sandboxDelivery } from '../../subgraphs/shipping/test-support/carrier-sender.ts';
import { addMember } from '../support/add-member.ts';
import { addOrganization } from '../support/add-organization.ts';
import { answerOf } from '../support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../support/test-world.ts';

// What the walls are for: a statement that forgot its organization. Here they all forget it: use cases and lists are told that
// they work for the whole tenant, and the database that they work for one organization.

/** Lists that the second wall does not cut by organization, and why. */
const NOT_CUT: Readonly<Record<string, string>> = {
  'addons.addons': 'addons are the tenant’s',
  'addons.addonSimulations': 'what staff tried out; the tenant’s',
  'billing.creditPackages': 'packages are the tenant’s',
  'billing.ledgerAccounts': 'the tenant’s own books, for staff who speak for all of it',
  'billing.ledgerTransactions': 'the tenant’s own books, for staff who speak for all of it',
  'billing.meters': 'meters are the tenant’s',
  'billing.rateCards': 'rate cards are the tenant’s, but for those of one organization',
  'billing.usageEvents': 'a table shared by tenants: walled by tenant, the organization is a condition of every statement',
  'billing.usageOverages': 'a table shared by tenants: walled by tenant, the organization is a condition of every statement',
  'billing.usageRates': 'rates are the tenant’s, but for those of one organization',
  'partners.partnerAccounts': 'partners are the tenant’s; their own wall is between partners',
  'partners.partnerCommissionEvents': 'partners are the tenant’s; their own wall is between partners',
  'partners.partnerPayouts': 'partners are the tenant’s; their own wall is between partners',
  'partners.partners': 'partners are the tenant’s; their own wall is between partners',
  'shipping.rateSheets': 'rate sheets are the tenant’s',
  'shipping.systemCarrierConnections': 'the tenant’s; to whom each is offered is a condition of every statement',
  'tenants.apiTokens': 'a directory',
  'tenants.invitations': 'a directory',
  'tenants.outboundEmails': 'the tenant’s outbox',
  'tenants.roles': 'roles are the tenant’s',
  'tenants.securityEvents': 'what happened to people, who belong to several tenants; told apart by who asks',
  'tenants.sessions': 'a person’s own',
  'tenants.staff': 'a directory',
  'tenants.tenants': 'a directory',
};

/** When parcels are fetched. */
const PICKUP = {
  date: '2026-03-03',
  readyTime: '09:00',
  closeTime: '17:00',
  timeZone: 'America/New_York',
  idempotencyKey: 'pickup',
};

interface Side {
  shipper: Shipper;
  teamId: Uuid;
  memberId: Uuid;
  entityId: Uuid;
  connectionId: Uuid;
  rateId: Uuid;
  shipmentId: Uuid;
  savedAddressId: Uuid;
  parcelTemplateId: Uuid;
  orderId: Uuid;
  batchId: Uuid;
  trackerId: Uuid;
  pickupId: Uuid;
  invoiceId: Uuid;
}

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;
let own: Side;
let other: Side;

before(async () => {
  world = await createTestWorld({ clock });
  tenant = await world.createTenant();
  await answerOf(
    world,
    'addons',
    { tenant, testMode: true },
    {
      query: `mutation { createAddon(input: { name: "Handling", surchargeType: FIXED, amount: "0.50", currency: "USD", commissionEnabled: true, commissionRate: "0.2" }) {
      addon { id } errors { code message } } }`,
    },
  );
  own = await aSide();
  other = await aSide();
});
after(() => world.close());

/** An organization with a row in every table that organizations fill by shipping. */
async function aSide(): Promise<Side> {
  const shipper = await aShipper(world, { tenant });
  await addOrganization(world, tenant, shipper.organizationId);
  await addMember(world, shipper);
  const connectionId = await connectSandbox(shipper);
  const entityId = await anEntityWith(world, shipper, '100');
  const quoted = await requestQuotes(shipper.context(), aConsignment({ services: ['sandbox_ground'] }));
  const bought = await purchaseShipment(shipper.context(), { rateId: quoted.rates[0]!.id, idempotencyKey: 'first' });
  await reportJob(shipper.organizationId);
  await receiveCarrierWebhook(
    shipper.context(),
    sandboxDelivery(await aSender(shipper, connectionId), { type: 'batch.created' }, { id: 'told', at: clock.now() }),
  );
  const { id: pickupId } = await schedulePickup(shipper.context(), { ...PICKUP, connectionId, shipmentIds: [bought.id] });
  await createManifest(shipper.context(), { connectionId, shipDate: '2026-03-02', shipmentIds: [bought.id] });
  const { teamId, memberId } = await aTeamWith(shipper.organizationId);
  const parcel = { weight: { value: '1', unit: 'lb' } } as const;
  const { id: savedAddressId } = await createSavedAddress(shipper.context(), { name: 'Desk', address: NEW_YORK });
  const { id: parcelTemplateId } = await createParcelTemplate(shipper.context(), { name: 'Box', parcel });
  const { id: batchId } = await createBatch(shipper.context(), { rows: [{ recipient: NEW_YORK }] });
  await world.marketplace.subgraphs.get('shipping')!.runJob('run-batches');
  const { id: orderId } = await createOrder(shipper.context(), anOrder());
  const rateId = (await requestQuotes(shipper.context(), aConsignment({ services: ['sandbox_ground'] }))).rates[0]!.id;
  await world.settle();
  clock.advance(60_000);
  const { id: invoiceId } = await generateInvoice(staff('billing'), { entityId, periodEnd: clock.now() });
  const [tracker] = await world.inspect<{ id: Uuid }>(`select id from "${tenant.schema}".trackers where organization_id = $1`, [
    shipper.organizationId,
  ]);
  return {
    shipper,
    teamId,
    memberId,
    entityId,
    connectionId,
    rateId,
    shipmentId: bought.id,
    savedAddressId,
    parcelTemplateId,
    orderId,
    batchId,
    trackerId: tracker!.id,
    pickupId,
    invoiceId,
  };
}

/** A team with a person who came from another one, and a limit. */
async function aTeamWith(organizationId: Uuid): Promise<{ teamId: Uuid; memberId: Uuid }> {
  const userId = await addMember(world, { tenant, organizationId });
  const [from, to] = [
    await createTeam(staff('billing'), { organizationId, name: 'Packing' }),
    await createTeam(staff('billing'), { organizationId, name: 'Shipping', creditLimit: { amount: '9.00', currency: 'USD' } }),
  ];
  await addTeamMember(staff('billing'), { teamId: from.id, userId });
  await moveTeamMember(staff('billing'), { fromTeamId: from.id, toTeamId: to.id, userId });
  return { teamId: to.id, memberId: userId };
}

async function reportJob(organizationId: Uuid): Promise<void> {
  const job = {
    id: newId(),
    kind: JOB_KINDS.ADDON_SIMULATION.name,
    organizationId,
    total: 1,
    subject: null,
    actor: 'system/test',
  };
  await staff('addons').session.transaction((transaction) => openJob(transaction, { ...job, at: clock.now() }));
}

function staff(subgraph: string): RequestContext {
  return world.context(subgraph, { tenant, testMode: true });
}

/** Work that names no organization in its statements, while the database is told that it is for one. */
function heldTo(organizationId: Uuid, context: RequestContext): RequestContext {
  const hold = (scope: SessionScope): Session => {
    const session = context.openSession({ ...scope, organization: organizationId });
    return Object.assign(session, { scope: { ...scope, organization: 'all' } });
  };
  return { ...context, session: hold(context.session.scope), openSession: hold };
}

function listsOf(subgraph: string): string[] {
  const fields = world.marketplace.subgraphs.get(subgraph)!.schema.schema.getQueryType()!.getFields();
  const isList = (field: GraphQLField<unknown, unknown>): boolean =>
    getNamedType(field.type).name.endsWith('Connection') && field.args.some((arg) => arg.name === 'first');
  return Object.values(fields)
    .filter((field) => isList(field) && !field.args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined))
    .map((field) => field.name);
}

/** How many rows a list shows in a context; null when it refuses to. */
async function rowsIn(subgraph: string, field: string, context: RequestContext): Promise<number | null> {
  const { schema } = world.marketplace.subgraphs.get(subgraph)!.schema;
  const document = parse(`{ ${field}(first: 100) { totalCount edges { cursor } } }`);
  const { data, errors } = await execute({ schema, document, contextValue: context });
  if (errors) return null;
  const page = data![field] as { totalCount: number; edges: unknown[] };
  assert.equal(page.edges.length, Math.min(page.totalCount, 100), `${subgraph}.${field}`);
  return page.totalCount;
}

test('every list that forgets its organization shows the organization’s rows alone, but for those that say why not', async () => {
  let cut = 0;
  const faults: string[] = [];
  const uncut: string[] = [];
  for (const subgraph of world.marketplace.subgraphs.keys()) {
    for (const field of listsOf(subgraph)) {
      const name = `${subgraph}.${field}`;
      const all = await rowsIn(subgraph, field, staff(subgraph));
      const held = await rowsIn(subgraph, field, heldTo(own.shipper.organizationId, staff(subgraph)));
      const ofOne = await rowsIn(subgraph, field, world.context(subgraph, { ...own.shipper.identity, level: 'tenant' }));
      if (name in NOT_CUT) uncut.push(name);
      else if (all === held || !held)
        faults.push(`${name} shows ${held} of ${all} rows: give both sides rows, or say why it is not cut`);
      else if (held !== ofOne) faults.push(`${name} shows ${held} rows in the place of ${ofOne}`);
      else cut += 1;
      if (name in NOT_CUT && all !== held) faults.push(`${name} is cut: take it off the list`);
    }
  }
  assert.deepEqual(faults, []);
  assert.deepEqual(uncut.toSorted(), Object.keys(NOT_CUT).toSorted());
  assert.ok(cut >= 10, `${cut} lists`);
});

test('no use case that forgets its organization reaches a row of another: each says NOT_FOUND, and nothing there has changed', async () => {
  const usd = { amount: '1.00', currency: 'USD' };
  const { entityId, connectionId, invoiceId, trackerId, shipper, teamId, memberId } = other;
  const { organizationId } = shipper;
  const userId = await addMember(world, shipper);
  const deeds: Record<string, [string, (context: RequestContext) => Promise<unknown>]> = {
    updateEntity: ['billing', (context) => updateEntity(context, { entityId, name: 'Taken' })],
    setEntityMember: ['billing', (context) => setEntityMember(context, { entityId, userId, creditLimit: '0' })],
    grantCredits: [
      'billing',
      (context) => grantCredits(context, { entityId, amount: usd, kind: 'purchased', idempotencyKey: 'x' }),
    ],
    reserveCredits: [
      'billing',
      (context) =>
        reserveCredits(context, { key: newId(), organizationId: shipper.organizationId, entityId, amount: usd, reason: 'x' }),
    ],
    updateTeam: ['billing', (context) => updateTeam(context, { teamId, name: 'Taken' })],
    deleteTeam: ['billing', (context) => deleteTeam(context, teamId)],
    moveTeam: ['billing', (context) => moveTeam(context, { teamId, entityId: null })],
    addTeamMember: ['billing', (context) => addTeamMember(context, { teamId, userId })],
    updateTeamMember: ['billing', (context) => updateTeamMember(context, { teamId, userId: memberId, isDefault: true })],
    removeTeamMember: ['billing', (context) => removeTeamMember(context, { teamId, userId: memberId })],
    removeEntityMember: ['billing', (context) => removeEntityMember(context, { entityId, userId })],
    setCreditLimit: [
      'billing',
      (context) => setCreditLimit(context, { organizationId, teamId, amount: '0', currency: 'USD', period: 'month' }),
    ],
    setBillingSettings: [
      'billing',
      (context) => setBillingSettings(context, { teamId, settings: [{ name: 'COST_CENTER', value: 'Taken' }] }),
    ],
    generateInvoice: ['billing', (context) => generateInvoice(context, { entityId, periodEnd: clock.now() })],
    finalizeInvoice: ['billing', (context) => finalizeInvoice(context, invoiceId)],
    voidInvoice: ['billing', (context) => voidInvoice(context, invoiceId)],
    payInvoice: [
      'billing',
      (context) => payInvoice(context, { invoiceId, paymentMethodToken: 'pm_sandbox_ok', idempotencyKey: 'x' }),
    ],
    purchaseShipment: ['shipping', (context) => purchaseShipment(context, { rateId: other.rateId, idempotencyKey: 'x' })],
    updateCarrierConnection: ['shipping', (context) => updateCarrierConnection(context, { id: connectionId, isActive: false })],
    deleteCarrierConnection: ['shipping', (context) => deleteCarrierConnection(context, connectionId)],
    updateSavedAddress: ['shipping', (context) => updateSavedAddress(context, { id: other.savedAddressId, name: 'Taken' })],
    deleteSavedAddress: ['shipping', (context) => deleteSavedAddress(context, other.savedAddressId)],
    updateParcelTemplate: ['shipping', (context) => updateParcelTemplate(context, { id: other.parcelTemplateId, name: 'Taken' })],
    deleteParcelTemplate: ['shipping', (context) => deleteParcelTemplate(context, other.parcelTemplateId)],
    updateOrder: ['shipping', (context) => updateOrder(context, { orderId: other.orderId, notes: 'Taken' })],
    cancelBatch: ['shipping', (context) => cancelBatch(context, other.batchId)],
    retryBatch: ['shipping', (context) => retryBatch(context, other.batchId)],
    cancelOrder: ['shipping', (context) => cancelOrder(context, other.orderId)],
    createOrderShipment: ['shipping', (context) => createOrderShipment(context, { orderId: other.orderId, parcels: TWO_POUNDS })],
    cancelPickup: ['shipping', (context) => cancelPickup(context, other.pickupId)],
    createManifest: [
      'shipping',
      (context) => createManifest(context, { connectionId: other.connectionId, shipDate: '2026-03-02' }),
    ],
    schedulePickup: [
      'shipping',
      (context) =>
        schedulePickup(context, {
          ...PICKUP,
          connectionId: other.connectionId,
          shipmentIds: [other.shipmentId],
          idempotencyKey: 'x',
        }),
    ],
    validateAddress: ['shipping', (context) => judgeAddress(context, { address: NEW_YORK, connectionId: other.connectionId })],
    cancelShipment: ['shipping', (context) => cancelShipment(context, other.shipmentId)],
    updateShipment: ['shipping', (context) => updateShipment(context, { shipmentId: other.shipmentId, notes: 'Taken' })],
    duplicateShipment: ['shipping', (context) => duplicateShipment(context, other.shipmentId)],
    changeShipmentStatus: [
      'shipping',
      (context) => changeShipmentStatus(context, { shipmentId: other.shipmentId, status: 'delivered' }),
    ],
    injectTrackingEvents: [
      'shipping',
      (context) => injectTrackingEvents(context, { trackerId, events: [{ status: 'delivered' }] }),
    ],
  };
  const before = await rowsOf(shipper.organizationId);
  // Billing is asked by staff, who speak for all organizations; carriers are the organizations' own.
  const asks = (subgraph: string): RequestContext =>
    subgraph === 'billing' ? staff(subgraph) : world.context(subgraph, own.shipper.identity);
  for (const [name, [subgraph, deed]] of Object.entries(deeds)) {
    const outcome = await deed(heldTo(own.shipper.organizationId, asks(subgraph))).then(
      () => 'done',
      (error: DomainError) => error.code,
    );
    assert.equal(outcome, 'NOT_FOUND', name);
  }
  assert.deepEqual(await rowsOf(shipper.organizationId), before);
  // The same deed on a row of one's own goes through: it is the wall that held the others back, not the test.
  const held = heldTo(own.shipper.organizationId, staff('billing'));
  assert.equal((await updateEntity(held, { entityId: own.entityId, name: 'Mine' })).name, 'Mine');
});

/** Every row that belongs to an organization in the tenant's schema, as text. */
async function rowsOf(organizationId: Uuid): Promise<Record<string, string[]>> {
  const tables = await world.inspect<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = $1 and column_name = 'organization_id' order by 1`,
    [tenant.schema],
  );
  assert.ok(tables.length >= 20, `${tables.length} tables`);
  const rows: Record<string, string[]> = {};
  for (const { name } of tables)
    rows[name] = (
      await world.inspect<{ row: string }>(
        `select t::text as row from "${tenant.schema}"."${name}" t where organization_id = $1 order by 1`,
        [organizationId],
      )
    ).map(({ row }) => row);
  return rows;
}

test('work for the whole tenant, as consumers and jobs do it, sees both sides: the test has something to hold back', async () => {
  const session = world.marketplace.subgraphs.get('shipping')!.database.session(tenantScope(tenant, true));
  assert.equal(session.scope.organization, 'all');
  assert.equal(await rowsIn('shipping', 'shipments', { ...staff('shipping'), session }), 2);
});
