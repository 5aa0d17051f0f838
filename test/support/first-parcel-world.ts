import { FEATURES } from '../../contracts/identity/features.ts';
import type { TestGateway } from './test-gateway.ts';

/** As much of a gateway as the set-up needs. */
type Asks = Pick<TestGateway, 'ask' | 'operatorToken'>;

/** A marketplace with one organization that is ready to ship, set up through the gateway as a customer would. */
export interface ReadyOrganization {
  adminToken: string;
  ownerToken: string;
  organizationId: string;
  entityId: string;
  connectionId: string;
}

/** Addresses that are eight zones apart. */
export const SAN_FRANCISCO = {
  name: 'Shipping Desk',
  street1: '410 Townsend St',
  city: 'San Francisco',
  state: 'CA',
  postalCode: '94107',
  country: 'US',
};
export const NEW_YORK = {
  name: 'Grace Hopper',
  street1: '350 5th Ave',
  city: 'New York',
  state: 'NY',
  postalCode: '10118',
  country: 'US',
};

/** A two-pound parcel. */
export const TWO_POUNDS = {
  weight: { value: '2', unit: 'LB' },
  dimensions: { length: '12', width: '9', height: '4', unit: 'IN' },
};

let made = 0;

/**
 * Creates tenant, organization, people, rate sheet, connection, entity, credits and addons; every step through the gateway.
 * `prepare` comes before the organization exists, and so before anything of it is metered.
 */
export async function readyOrganization(
  gateway: Asks,
  options: { credits?: string; prepare?: (adminToken: string) => Promise<void> } = {},
): Promise<ReadyOrganization> {
  const name = `market-${(made += 1)}`;
  const tenant = await gateway.ask<{ adminInvitation: { acceptToken: string } }>(
    `mutation ($input: CreateTenantInput!) { createTenant(input: $input) { adminInvitation { acceptToken } errors { code field message } } }`,
    {
      token: gateway.operatorToken,
      variables: { input: { name, domain: name, adminEmail: `admin@${name}.example`, features: FEATURES } },
    },
  );
  const adminToken = await accept(gateway, tenant.adminInvitation.acceptToken);
  await options.prepare?.(adminToken);
  const created = await gateway.ask<{ organization: { id: string }; ownerInvitation: { acceptToken: string } }>(
    `mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } ownerInvitation { acceptToken } errors { code field message } } }`,
    { token: adminToken, variables: { input: { name: 'Birch & Co', ownerEmail: `owner@${name}.example` } } },
  );
  const ownerToken = await accept(gateway, created.ownerInvitation.acceptToken);
  const sheet = await gateway.ask<{ rateSheet: { id: string } }>(
    `mutation ($input: CreateRateSheetInput!) { createRateSheet(input: $input) { rateSheet { id } errors { code field message } } }`,
    { token: adminToken, variables: { input: { builtIn: 'usps-notice-123-2025-10-05' } } },
  );
  const connected = await gateway.ask<{ carrierConnection: { id: string } }>(
    `mutation ($input: CreateCarrierConnectionInput!) { createCarrierConnection(input: $input) { carrierConnection { id } errors { code field message } } }`,
    {
      token: ownerToken,
      variables: {
        input: { carrier: 'ratesheet', displayName: 'USPS commercial', rateSheetId: sheet.rateSheet.id, priceList: 'commercial' },
      },
    },
  );
  const entity = await gateway.ask<{ entity: { id: string } }>(
    `mutation ($input: CreateEntityInput!) { createEntity(input: $input) { entity { id } errors { code field message } } }`,
    {
      token: ownerToken,
      variables: { input: { name: 'Birch & Co LLC', country: 'US', currency: 'USD', timeZone: 'America/New_York' } },
    },
  );
  await gateway.ask(
    `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { creditGrant { id } errors { code field message } } }`,
    {
      token: adminToken,
      variables: {
        input: {
          entityId: entity.entity.id,
          amount: { amount: options.credits ?? '100.00', currency: 'USD' },
          kind: 'PURCHASED',
          idempotencyKey: 'opening',
        },
      },
    },
  );
  await seedAddons(gateway, adminToken);
  return {
    adminToken,
    ownerToken,
    organizationId: created.organization.id,
    entityId: entity.entity.id,
    connectionId: connected.carrierConnection.id,
  };
}

async function seedAddons(gateway: Asks, token: string): Promise<void> {
  await gateway.ask(
    `mutation ($input: ConfigurePlatformCommissionInput!) { configurePlatformCommission(input: $input) { settings { defaultCommissionRate } errors { code field message } } }`,
    {
      token,
      variables: {
        input: {
          defaultCommissionRate: '0.1000',
          minimumCommissionAmount: { amount: '0.01', currency: 'USD' },
          commissionTiers: [],
        },
      },
    },
  );
  const addons = [
    {
      name: 'Handling',
      surchargeType: 'FIXED',
      amount: '0.50',
      currency: 'USD',
      order: 1,
      commissionEnabled: true,
      commissionRate: '0.2000',
    },
    {
      name: 'Shipping protection',
      surchargeType: 'PERCENTAGE',
      amount: '2.50',
      base: 'CARRIER_CHARGE',
      order: 2,
      commissionEnabled: true,
    },
  ];
  for (const input of addons) {
    await gateway.ask(
      `mutation ($input: CreateAddonInput!) { createAddon(input: $input) { addon { id } errors { code field message } } }`,
      { token, variables: { input } },
    );
  }
}

async function accept(gateway: Asks, token: string): Promise<string> {
  const accepted = await gateway.ask<{ accessToken: string }>(
    `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { accessToken errors { code field message } } }`,
    { variables: { input: { token, name: 'Olivia Birch' } } },
  );
  return accepted.accessToken;
}
