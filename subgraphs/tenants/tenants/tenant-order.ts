import { createHash } from 'node:crypto';
import { checkEmail, checkName, Faults } from '../validation.ts';
import type { TenantBranding, TenantPlan } from './tenant.entity.ts';
import {
  checkCarriers,
  checkFeatures,
  checkRegion,
  checkTenantSlug,
  withBranding,
  type BrandingChange,
} from './tenant-settings.ts';

const LONGEST_KEY = 200;

/** What a new tenant is made of, as it is asked for. */
export interface CreateTenant {
  name: string;
  /** The label under which the tenant is reached, e.g. `acme-shipping`; also its slug. */
  domain: string;
  adminEmail: string;
  plan: TenantPlan;
  region?: string | null | undefined;
  branding?: BrandingChange | null | undefined;
  /** Feature flags that are on from the start. */
  features?: readonly string[] | null | undefined;
  /** Carriers to be made ready, e.g. `usps`. */
  carriers?: readonly string[] | null | undefined;
  /** Asking again with the same key answers the same tenant. */
  idempotencyKey?: string | null | undefined;
}

/** The same, checked. */
export interface TenantOrder {
  name: string;
  domain: string;
  adminEmail: string;
  plan: TenantPlan;
  region: string | null;
  branding: TenantBranding;
  features: string[];
  carriers: string[];
  idempotencyKey: string | null;
  /** A fingerprint of all of it, by which another order under the same key is told apart. */
  hash: string;
}

/** Checks everything at once; throws a ValidationError that names each fault. */
export function checkTenantOrder(command: CreateTenant): TenantOrder {
  const faults = new Faults();
  const order = {
    name: faults.collect(checkName('name', command.name)),
    domain: faults.collect(checkTenantSlug('domain', command.domain)),
    adminEmail: faults.collect(checkEmail('adminEmail', command.adminEmail)),
    plan: command.plan,
    region: command.region ? faults.collect(checkRegion('region', command.region)) : null,
    features: faults.collect(checkFeatures('features', command.features ?? [])),
    carriers: faults.collect(checkCarriers('carriers', command.carriers ?? [])),
  };
  const key = command.idempotencyKey ?? null;
  if (key !== null && !/^[\x21-\x7e]{1,200}$/.test(key.slice(0, LONGEST_KEY + 1)))
    faults.add('idempotencyKey', `An idempotency key is 1 to ${LONGEST_KEY} printable ASCII characters without spaces.`);
  faults.throwIfAny();
  const whole = { ...order, branding: withBranding({}, command.branding ?? {}) };
  return { ...whole, idempotencyKey: key, hash: createHash('sha256').update(JSON.stringify(whole)).digest('hex') };
}
