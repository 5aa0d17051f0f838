import type { Side } from './side.ts';

/** What a side has from the start, made step by step as its people would. */
export async function furnish(side: Side, options: { hasPartner: boolean }): Promise<Side> {
  const { half, organization } = side;
  const { carrierConnection } = await side.perform<{ carrierConnection: { id: string } }>(
    'owner',
    'createCarrierConnection',
    { carrier: 'ratesheet', displayName: side.text('connection'), rateSheetId: half.rateSheetId, priceList: 'commercial' },
    'carrierConnection { id }',
  );
  side.ids = {
    tenant: organization.tenant.id,
    organization: organization.id,
    ownerUser: organization.ownerUserId,
    rateSheet: half.rateSheetId,
    connection: carrierConnection.id,
    entity: await makeEntity(side, 'entity'),
    addon: half.addonId,
    ownAddon: await makeOwnAddon(side),
    partner: half.partnerId,
    partnerAccount: options.hasPartner ? await assignPartner(side) : '',
    account: '',
    quote: '',
    rate: '',
    shipment: '',
    tracker: '',
    invoice: '',
    commission: '',
    payout: '',
  };
  await makeIdleAddon(side);
  await setTerms(side);
  const bought = await side.shipment();
  Object.assign(side.ids, { quote: bought.quoteId, rate: bought.rateId, shipment: bought.id, tracker: bought.trackerId });
  side.ids.account = await buyOnInvoice(side);
  side.ids.invoice = (await side.payment('declined')).invoiceId;
  await side.payment('ok', side.ids.invoice);
  if (options.hasPartner) {
    side.ids.commission = await side.commission();
    side.ids.payout = await side.payout();
  }
  await side.settle();
  return side;
}

async function makeEntity(side: Side, name: string): Promise<string> {
  const { entity } = await side.perform<{ entity: { id: string } }>(
    'owner',
    'createEntity',
    {
      name: side.text(name),
      country: 'US',
      currency: 'USD',
      timeZone: 'America/New_York',
      billingEmail: `${name}@${side.mark}.example`,
      lowBalanceThreshold: '20.00',
    },
    'entity { id }',
  );
  return entity.id;
}

async function makeOwnAddon(side: Side): Promise<string> {
  const { addon } = await side.perform<{ addon: { id: string } }>(
    'tenantAdmin',
    'createAddon',
    {
      name: side.text('addon'),
      surchargeType: 'PERCENTAGE',
      amount: '2.50',
      base: 'CARRIER_CHARGE',
      order: 2,
      organizations: [side.organization.id],
      commissionEnabled: true,
      commissionRecipient: side.organization.id,
      commissionRate: '0.2000',
    },
    'addon { id }',
  );
  return addon.id;
}

// Considered for every rate and charged on none.
async function makeIdleAddon(side: Side): Promise<void> {
  const input = {
    name: side.text('addon'),
    surchargeType: 'FIXED',
    amount: '0.30',
    currency: 'USD',
    carriers: ['nobody'],
    acceptUnknownNames: true,
  };
  await side.perform('tenantAdmin', 'createAddon', { ...input, organizations: [side.organization.id] }, 'addon { id }');
}

async function assignPartner(side: Side): Promise<string> {
  const { partnerAccount } = await side.perform<{ partnerAccount: { id: string } }>(
    'tenantAdmin',
    'assignPartnerAccount',
    { partnerId: side.half.partnerId, organizationId: side.organization.id, relationship: 'REFERS' },
    'partnerAccount { id }',
  );
  return partnerAccount.id;
}

async function setTerms(side: Side): Promise<void> {
  const { entity: entityId, organization: organizationId, ownerUser: userId } = side.ids;
  const amount = { amount: '900.00', currency: 'USD' };
  await side.perform(
    'tenantAdmin',
    'grantCredits',
    { entityId, amount, kind: 'PURCHASED', idempotencyKey: side.text('grant') },
    'creditGrant { id }',
  );
  await side.perform(
    'owner',
    'setEntityMember',
    { entityId, userId, role: 'MANAGER', creditLimit: '5000.00', isDefault: true },
    'member { userId }',
  );
  const settings = ['TAX_ID', 'COST_CENTER', 'PURCHASE_ORDER'].map((name) => ({ name, value: side.text(name.toLowerCase()) }));
  await side.perform('owner', 'setBillingSettings', { organizationId, settings }, 'billingSettings { settings { value } }');
  await side.perform(
    'tenantAdmin',
    'setUsageRate',
    { organizationId, entityId, eventType: 'shipment_purchased', unitPrice: { amount: '0.40', currency: 'USD' } },
    'usageRate { id }',
  );
  await side.perform(
    'tenantAdmin',
    'setOrganizationCommission',
    { organizationId, customCommissionRate: '0.1500', commissionOverride: true },
    'organization { id }',
  );
}

// An entity that pays afterwards: its labels stand on invoices.
async function buyOnInvoice(side: Side): Promise<string> {
  const entityId = await makeEntity(side, 'account');
  await side.perform('tenantAdmin', 'updateEntity', { entityId, exhaustionPolicy: 'INVOICE' }, 'entity { id }');
  await side.payment('declined', await side.openInvoice(entityId));
  return entityId;
}
