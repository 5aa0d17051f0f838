import type { Client, Credentials } from './client.ts';

/** What a tenant has in one mode. */
export interface TenantHalf {
  /** Staff of the tenant. */
  admin: Credentials;
  rateSheetId: string;
  /** Charged to every organization. */
  addonId: string;
  /** The partner that gets the tenant's first organization, and its user. */
  partnerId: string;
  partner: Credentials;
  /** A partner without any organization, and its user. */
  idlePartner: Credentials;
}

/** A tenant with staff, a rate sheet, addons and partners in both modes; every text that is its own carries its mark. */
export interface TenantPlace {
  mark: string;
  id: string;
  live: TenantHalf;
  test: TenantHalf;
}

/** Makes a tenant through the gateway. */
export async function makeTenant(client: Client, operator: Credentials, mark: string): Promise<TenantPlace> {
  const created = await client.perform<{ tenant: { id: string }; adminInvitation: { acceptToken: string } }>(
    operator,
    'createTenant',
    { name: `${mark} market`, domain: mark, adminEmail: `admin@${mark}.example`, plan: 'ENTERPRISE' },
    'tenant { id } adminInvitation { acceptToken }',
  );
  const admin = await accept(client, created.adminInvitation.acceptToken, `${mark} administrator`);
  const testAdmin = await makeToken(client, admin, { name: `${mark} test`, testMode: true });
  return {
    mark,
    id: created.tenant.id,
    live: await makeHalf(client, admin, mark),
    test: await makeHalf(client, testAdmin, mark),
  };
}

/** Accepts an invitation; answers the credentials that come of it. */
export async function accept(client: Client, token: string, name: string): Promise<Credentials & { userId: string }> {
  const { accessToken, userId } = await client.perform<{ accessToken: string; userId: string }>(
    {},
    'acceptInvitation',
    { token, name },
    'accessToken userId',
  );
  return { token: accessToken, userId };
}

/** Makes an API token. */
export async function makeToken(client: Client, by: Credentials, input: object): Promise<Credentials> {
  const { token } = await client.perform<{ token: string }>(by, 'createApiToken', input, 'token');
  return { token };
}

async function makeHalf(client: Client, admin: Credentials, mark: string): Promise<TenantHalf> {
  // Counted requests cost nothing here, so that amounts do not depend on how often the suite asks.
  const unitPrice = { amount: '0', currency: 'USD' };
  await client.perform(admin, 'setUsageRate', { eventType: 'api_request', unitPrice }, 'usageRate { id }');
  const { rateSheet } = await client.perform<{ rateSheet: { id: string } }>(
    admin,
    'createRateSheet',
    { builtIn: 'usps-notice-123-2025-10-05' },
    'rateSheet { id }',
  );
  await client.perform(
    admin,
    'configurePlatformCommission',
    {
      defaultCommissionRate: '0.1000',
      minimumCommissionAmount: { amount: '0.01', currency: 'USD' },
      commissionTiers: [{ volumeThreshold: 1000, rate: '0.0800' }],
    },
    'settings { version }',
  );
  const { addon } = await client.perform<{ addon: { id: string } }>(
    admin,
    'createAddon',
    { name: `${mark} handling`, surchargeType: 'FIXED', amount: '0.50', currency: 'USD', order: 1, commissionEnabled: true },
    'addon { id }',
  );
  const { testMode } = await client.read<{ testMode: boolean }>(admin, '{ viewer { testMode } }');
  const partner = await makePartner(client, admin, { slug: `${mark}-agency`, testMode });
  const idle = await makePartner(client, admin, { slug: `${mark}-idle`, testMode });
  return {
    admin,
    rateSheetId: rateSheet.id,
    addonId: addon.id,
    partnerId: partner.id,
    partner: partner.user,
    idlePartner: idle.user,
  };
}

async function makePartner(
  client: Client,
  admin: Credentials,
  { slug, testMode }: { slug: string; testMode: boolean },
): Promise<{ id: string; user: Credentials }> {
  const { partner } = await client.perform<{ partner: { id: string } }>(
    admin,
    'createPartner',
    {
      name: `${slug} partner`,
      slug,
      contactEmail: `hello@${slug}.example`,
      currency: 'USD',
      commissionRule: { kind: 'PERCENTAGE', rate: '0.5000', recurrence: 'RECURRING', recurringMonths: 12 },
      holdingPeriodDays: 10,
      minimumPayoutAmount: '0.01',
    },
    'partner { id }',
  );
  return { id: partner.id, user: await makeToken(client, admin, { name: `${slug} user`, partnerId: partner.id, testMode }) };
}
