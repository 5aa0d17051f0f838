import { FEATURES } from '../../contracts/identity/features.ts';
import { DEMO_TENANTS, type DemoOrganization, type DemoRole, type DemoTenant } from './demo-plan.ts';
import type { GraphqlClient } from './graphql-client.ts';

/** Tokens by role, as they were given out while the marketplace came into being. */
export type DemoTokens = Record<string, string>;

/** An organization that is ready to ship. */
export interface SeededOrganization {
  plan: DemoOrganization;
  id: string;
  memberToken: string;
}

/** Makes a tenant with its organizations, people, carriers, credits, addons and partner. */
export async function seedTenant(
  client: GraphqlClient,
  plan: DemoTenant,
  operatorToken: string,
  tokens: DemoTokens,
): Promise<SeededOrganization[]> {
  const created = await client.ask<{ adminInvitation: { acceptToken: string } }>(
    `mutation ($input: CreateTenantInput!) { createTenant(input: $input) { tenant { id } adminInvitation { acceptToken } errors { code field message } } }`,
    {
      token: operatorToken,
      variables: {
        input: {
          name: plan.name,
          domain: plan.domain,
          adminEmail: email(plan.admin, plan.domain),
          plan: plan.plan,
          // So that everything can be tried, whatever the plan.
          features: FEATURES,
        },
      },
    },
  );
  const adminToken = await accept(client, created.adminInvitation.acceptToken, plan.admin);
  tokens[plan === DEMO_TENANTS[0] ? 'tenantAdmin' : `${plan.domain}.tenantAdmin`] = adminToken;
  const organizations: SeededOrganization[] = [];
  const rateSheetId = await createRateSheet(client, adminToken);
  for (const organization of plan.organizations)
    organizations.push(
      await seedOrganization(client, organization, {
        adminToken,
        rateSheetId,
        isFirst: organization === DEMO_TENANTS[0]!.organizations[0],
        tokens,
      }),
    );
  await seedAddons(client, adminToken);
  if (plan === DEMO_TENANTS[0]) await seedPartner(client, adminToken, organizations[0]!.id);
  return organizations;
}

async function createRateSheet(client: GraphqlClient, token: string): Promise<string> {
  const created = await client.ask<{ rateSheet: { id: string } }>(
    `mutation ($input: CreateRateSheetInput!) { createRateSheet(input: $input) { rateSheet { id } errors { code field message } } }`,
    { token, variables: { input: { builtIn: 'usps-notice-123-2025-10-05' } } },
  );
  return created.rateSheet.id;
}

interface OrganizationSeed {
  adminToken: string;
  rateSheetId: string;
  isFirst: boolean;
  tokens: DemoTokens;
}

async function seedOrganization(
  client: GraphqlClient,
  plan: DemoOrganization,
  seed: OrganizationSeed,
): Promise<SeededOrganization> {
  const created = await client.ask<{ organization: { id: string }; ownerInvitation: { acceptToken: string } }>(
    `mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } ownerInvitation { acceptToken } errors { code field message } } }`,
    {
      token: seed.adminToken,
      variables: { input: { name: plan.name, slug: plan.slug, ownerEmail: email(plan.people.owner, plan.slug) } },
    },
  );
  const { id } = created.organization;
  const byRole: Record<DemoRole, string> = {
    owner: await accept(client, created.ownerInvitation.acceptToken, plan.people.owner),
    admin: '',
    member: '',
    developer: '',
  };
  for (const role of ['admin', 'member', 'developer'] as const) {
    const sent = await client.ask<{ invitations: { acceptToken: string }[] }>(
      `mutation ($input: SendOrganizationInvitesInput!) { sendOrganizationInvites(input: $input) { invitations { acceptToken } errors { code field message } } }`,
      { token: byRole.owner, variables: { input: { emails: [email(plan.people[role], plan.slug)], roles: [role] } } },
    );
    byRole[role] = await accept(client, sent.invitations[0]!.acceptToken, plan.people[role]);
  }
  for (const [role, token] of Object.entries(byRole)) seed.tokens[seed.isFirst ? role : `${plan.slug}.${role}`] = token;
  await connectCarrier(client, byRole.admin, {
    carrier: 'ratesheet',
    displayName: 'USPS commercial',
    rateSheetId: seed.rateSheetId,
    priceList: 'commercial',
  });
  await fundEntity(client, { token: byRole.owner, staffToken: seed.adminToken, name: plan.name, credits: plan.credits });
  if (seed.isFirst)
    await seedTestMode(client, { ownerToken: byRole.owner, staffToken: seed.adminToken, name: plan.name, tokens: seed.tokens });
  return { plan, id, memberToken: byRole.member };
}

// The first organization can be tried out without touching its live data.
async function seedTestMode(
  client: GraphqlClient,
  seed: { ownerToken: string; staffToken: string; name: string; tokens: DemoTokens },
): Promise<void> {
  const testOwner = await createTestToken(client, seed.ownerToken, 'Demo, test mode');
  const testStaff = await createTestToken(client, seed.staffToken, 'Demo staff, test mode');
  const rateSheetId = await createRateSheet(client, testStaff);
  await connectCarrier(client, testOwner, { carrier: 'sandbox', displayName: 'Sandbox carrier' });
  await connectCarrier(client, testOwner, { carrier: 'ratesheet', displayName: 'USPS retail', rateSheetId, priceList: 'retail' });
  await fundEntity(client, { token: testOwner, staffToken: testStaff, name: seed.name, credits: '500.00' });
  await seedAddons(client, testStaff);
  seed.tokens['testOwner'] = testOwner;
  seed.tokens['testTenantAdmin'] = testStaff;
}

async function createTestToken(client: GraphqlClient, token: string, name: string): Promise<string> {
  const created = await client.ask<{ token: string }>(
    `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token errors { code field message } } }`,
    { token, variables: { input: { name, testMode: true } } },
  );
  return created.token;
}

async function connectCarrier(client: GraphqlClient, token: string, input: Record<string, string>): Promise<void> {
  await client.ask(
    `mutation ($input: CreateCarrierConnectionInput!) { createCarrierConnection(input: $input) { carrierConnection { id } errors { code field message } } }`,
    {
      token,
      variables: { input },
    },
  );
}

async function fundEntity(
  client: GraphqlClient,
  order: { token: string; staffToken: string; name: string; credits: string },
): Promise<void> {
  const created = await client.ask<{ entity: { id: string } }>(
    `mutation ($input: CreateEntityInput!) { createEntity(input: $input) { entity { id } errors { code field message } } }`,
    {
      token: order.token,
      variables: {
        input: {
          name: `${order.name} LLC`,
          country: 'US',
          currency: 'USD',
          timeZone: 'America/New_York',
          lowBalanceThreshold: '50.00',
        },
      },
    },
  );
  await client.ask(
    `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { creditGrant { id } errors { code field message } } }`,
    {
      token: order.staffToken,
      variables: {
        input: {
          entityId: created.entity.id,
          amount: { amount: order.credits, currency: 'USD' },
          kind: 'PURCHASED',
          idempotencyKey: 'opening-credits',
        },
      },
    },
  );
}

const ADDONS = [
  {
    name: 'Handling',
    surchargeType: 'FIXED',
    amount: '0.50',
    currency: 'USD',
    order: 1,
    visibility: 'VISIBLE',
    commissionEnabled: true,
    commissionRate: '0.2000',
  },
  {
    name: 'Shipping protection',
    surchargeType: 'PERCENTAGE',
    amount: '2.50',
    base: 'CARRIER_CHARGE',
    order: 2,
    visibility: 'VISIBLE',
    commissionEnabled: true,
  },
  {
    name: 'Platform margin',
    surchargeType: 'PERCENTAGE',
    amount: '1.00',
    base: 'RUNNING_TOTAL',
    order: 3,
    visibility: 'FOLDED',
    commissionEnabled: false,
  },
] as const;

async function seedAddons(client: GraphqlClient, token: string): Promise<void> {
  await client.ask(
    `mutation ($input: ConfigurePlatformCommissionInput!) { configurePlatformCommission(input: $input) { settings { defaultCommissionRate } errors { code field message } } }`,
    {
      token,
      variables: {
        input: {
          defaultCommissionRate: '0.1000',
          minimumCommissionAmount: { amount: '0.01', currency: 'USD' },
          commissionTiers: [{ volumeThreshold: 10, rate: '0.0800' }],
        },
      },
    },
  );
  for (const input of ADDONS) {
    await client.ask(
      `mutation ($input: CreateAddonInput!) { createAddon(input: $input) { addon { id } errors { code field message } } }`,
      { token, variables: { input } },
    );
  }
}

async function seedPartner(client: GraphqlClient, token: string, organizationId: string): Promise<void> {
  const created = await client.ask<{ partner: { id: string } }>(
    `mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { partner { id } errors { code field message } } }`,
    {
      token,
      variables: {
        input: {
          name: 'Harbor Agency',
          slug: 'harbor',
          contactEmail: 'hello@harbor.example',
          currency: 'USD',
          commissionRule: { kind: 'PERCENTAGE', rate: '0.1000', recurrence: 'RECURRING', recurringMonths: 12 },
          minimumPayoutAmount: '25.00',
        },
      },
    },
  );
  await client.ask(
    `mutation ($input: AssignPartnerAccountInput!) { assignPartnerAccount(input: $input) { partnerAccount { id } errors { code field message } } }`,
    {
      token,
      variables: { input: { partnerId: created.partner.id, organizationId, relationship: 'REFERS' } },
    },
  );
}

async function accept(client: GraphqlClient, token: string, name: string): Promise<string> {
  const accepted = await client.ask<{ accessToken: string }>(
    `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { accessToken errors { code field message } } }`,
    { variables: { input: { token, name } } },
  );
  return accepted.accessToken;
}

/** The address of somebody of the demo. */
export function email(name: string, domain: string): string {
  const local = name
    .normalize('NFKD')
    .replaceAll(/[^a-zA-Z ]/g, '')
    .toLowerCase()
    .replaceAll(' ', '.');
  return `${local}@${domain}.example`;
}
