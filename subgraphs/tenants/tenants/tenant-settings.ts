import { ValidationError } from '../../../platform/errors/errors.ts';
import { checkSlug, fault, type Checked } from '../validation.ts';
import type { TenantBranding } from './tenant.entity.ts';

const REGION_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const FLAG_PATTERN = /^[a-z][a-z0-9_]{0,63}$/;
const CARRIER_PATTERN = /^[a-z][a-z0-9_]{0,31}$/;
const COLOR_PATTERN = /^#[0-9a-f]{6}$/;
const MOST_FLAGS = 100;
const MOST_CARRIERS = 50;
const LONGEST_URL = 2_048;

/** Names that the platform's own hosts have, or that would pass for them. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set(
  'admin api app assets auth billing cdn console dashboard docs ftp gateway graphql help imap internal localhost login mail mx ns ns1 ns2 platform pop smtp static status support system webmail www'.split(
    ' ',
  ),
);

/** The label under which a tenant is reached: a slug that is no name of the platform's own, and no encoded foreign script. */
export function checkTenantSlug(field: string, slug: string): Checked<string> {
  const checked = checkSlug(field, slug);
  if (!('value' in checked)) return checked;
  if (RESERVED_SLUGS.has(checked.value) || /^.{2}--/.test(checked.value))
    return fault(field, `"${checked.value}" is kept for the platform; choose another.`, 'DOMAIN_RESERVED');
  return checked;
}

/** A region's label, e.g. `eu-central`. */
export function checkRegion(field: string, region: string): Checked<string> {
  const value = region.slice(0, 100).trim().toLowerCase();
  return REGION_PATTERN.test(value)
    ? { value }
    : fault(field, 'A region is 1 to 32 lower-case letters, digits and hyphens, e.g. eu-central.');
}

/** Names of carriers, each once. */
export function checkCarriers(field: string, carriers: readonly string[]): Checked<string[]> {
  return checkNames(field, carriers, { pattern: CARRIER_PATTERN, most: MOST_CARRIERS, example: 'usps' });
}

/** Names of features, each once. */
export function checkFeatures(field: string, features: readonly string[]): Checked<string[]> {
  return checkNames(field, features, { pattern: FLAG_PATTERN, most: MOST_FLAGS, example: 'webhooks' });
}

/** The flags with the changes made to them; null takes a flag away. Throws a ValidationError for names that are none and for too many. */
export function withFlags(
  flags: Readonly<Record<string, boolean>>,
  changes: readonly { name: string; isEnabled: boolean | null }[],
): Record<string, boolean> {
  const checked = checkFeatures(
    'featureFlags',
    changes.map(({ name }) => name),
  );
  if (!('value' in checked)) throw new ValidationError([checked.fault]);
  const changed = new Map(Object.entries(flags));
  for (const { name, isEnabled } of changes) {
    if (isEnabled === null) changed.delete(name);
    else changed.set(name, isEnabled);
  }
  if (changed.size > MOST_FLAGS) throw ValidationError.of('featureFlags', `A tenant has at most ${MOST_FLAGS} feature flags.`);
  return Object.fromEntries([...changed].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** What a branding may be changed to; null takes a part away, what is left out stays. */
export type BrandingChange = { [Part in keyof Required<TenantBranding>]?: string | null | undefined };

/** A branding with the changes made to it. Logos come by https, without credentials; colours are `#rrggbb`. */
export function withBranding(branding: TenantBranding, change: BrandingChange): TenantBranding {
  const faults = Object.entries(change).flatMap(([part, value]) => {
    if (value === null || value === undefined) return [];
    const checked = part === 'logoUrl' ? checkLogo(value) : checkColor(part, value);
    return 'fault' in checked ? [checked.fault] : [];
  });
  if (faults.length > 0) throw new ValidationError(faults);
  const normalized = Object.entries(change).flatMap(([part, value]) =>
    value === undefined ? [] : [[part, part === 'logoUrl' || value === null ? value : value.toLowerCase()] as const],
  );
  const merged = Object.entries({ ...branding, ...Object.fromEntries(normalized) });
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

function checkLogo(url: string): Checked<string> {
  const parsed = url.length <= LONGEST_URL && URL.canParse(url) ? new URL(url) : undefined;
  const isFine = parsed?.protocol === 'https:' && !parsed.username && !parsed.password && parsed.hostname.includes('.');
  return isFine && !/[\s<>"'`\\]/.test(url)
    ? { value: url }
    : fault('branding.logoUrl', `A logo is an https URL without credentials, of at most ${LONGEST_URL} characters.`);
}

function checkColor(part: string, color: string): Checked<string> {
  return COLOR_PATTERN.test(color.slice(0, 20).toLowerCase())
    ? { value: color }
    : fault(`branding.${part}`, 'A colour has the form #rrggbb, e.g. #1a365d.');
}

function checkNames(
  field: string,
  names: readonly string[],
  rule: { pattern: RegExp; most: number; example: string },
): Checked<string[]> {
  if (names.length > rule.most) return fault(field, `Name at most ${rule.most}.`);
  const unique = [...new Set(names.map((name) => name.slice(0, 200).trim().toLowerCase()))];
  const wrong = unique.find((name) => !rule.pattern.test(name));
  return wrong === undefined
    ? { value: unique }
    : fault(
        field,
        `"${wrong.slice(0, 40)}" is no name here: use lower-case letters, digits and underscores, e.g. ${rule.example}.`,
      );
}
