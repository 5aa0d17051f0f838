import { BlockList, isIP } from 'node:net';

/** A network in CIDR notation, taken apart. */
export interface IpRange {
  address: string;
  prefix: number;
  family: 'ipv4' | 'ipv6';
}

/** The network that the text names, e.g. `203.0.113.0/24`, `2001:db8::/32` or a single address; undefined when it names none. */
export function parseIpRange(text: string): IpRange | undefined {
  const [, address = '', bits] = /^([0-9a-f.:]{2,45})(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const widest = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? widest : Number(bits);
  return prefix > widest ? undefined : { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** Tells whether addresses lie in any of the networks. An IPv4 address that came in the clothes of IPv6 counts as what it is. */
export class IpRanges {
  // One list a family: a single one would find IPv4 addresses in networks of IPv6 that hold the mapped ones.
  private readonly networks = { ipv4: new BlockList(), ipv6: new BlockList() };

  /** Throws for text that names no network. */
  constructor(ranges: readonly string[]) {
    for (const text of ranges) {
      const range = parseIpRange(text);
      if (!range) throw new Error(`"${text}" is no network`);
      this.networks[range.family].addSubnet(range.address, range.prefix, range.family);
    }
  }

  includes(address: string): boolean {
    const plain = plainAddress(address);
    const version = isIP(plain);
    if (version === 0) return false;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    return this.networks[family].check(plain, family);
  }
}

/** The address without a zone, and as IPv4 when it is IPv4 in the clothes of IPv6 (`::ffff:192.0.2.1`). */
export function plainAddress(address: string): string {
  const [bare = ''] = address.split('%');
  return /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(bare)?.[1] ?? bare;
}
