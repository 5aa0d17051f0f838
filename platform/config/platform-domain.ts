const DEFAULT = 'waybill.localhost';

/**
 * The domain of the platform itself, of `PLATFORM_DOMAIN`: each tenant is reached at its label below it. Names below `localhost` lead
 * to the machine at hand without anybody’s doing.
 */
export function platformDomain(source: Record<string, string | undefined> = process.env): string {
  return source['PLATFORM_DOMAIN']?.trim().toLowerCase() || DEFAULT;
}

/** Further hosts of the platform's own, of `PLATFORM_HOSTS`, separated by commas: no tenant is looked for at them. */
export function platformHosts(source: Record<string, string | undefined> = process.env): string[] {
  const hosts = source['PLATFORM_HOSTS']?.split(',') ?? [];
  return hosts.map((host) => host.trim().toLowerCase()).filter((host) => host !== '');
}
