/** A person by role; the address is made of the name and the organization. */
export type DemoRole = 'owner' | 'admin' | 'member' | 'developer';

/** A place to ship from or to. */
export interface DemoAddress {
  name: string;
  company?: string;
  street1: string;
  city: string;
  state: string;
  postalCode: string;
  country: 'US';
}

/** An organization of the demo and how busy it is. */
export interface DemoOrganization {
  name: string;
  slug: string;
  people: Record<DemoRole, string>;
  shipper: DemoAddress;
  credits: string;
  shipmentsPerWeek: number;
}

/** A marketplace of the demo. */
export interface DemoTenant {
  name: string;
  domain: string;
  admin: string;
  plan: 'STARTER' | 'PROFESSIONAL' | 'ENTERPRISE';
  organizations: DemoOrganization[];
}

/** How many weeks of history the demo has. */
export const DEMO_WEEKS = 4;

const shipper = (company: string, street1: string, city: string, state: string, postalCode: string): DemoAddress => ({
  name: 'Shipping Desk',
  company,
  street1,
  city,
  state,
  postalCode,
  country: 'US',
});

/** The marketplaces of the demo. */
export const DEMO_TENANTS: readonly DemoTenant[] = [
  {
    name: 'Acme Marketplace',
    domain: 'acme',
    admin: 'Ada Lindqvist',
    plan: 'PROFESSIONAL',
    organizations: [
      {
        name: 'Birch & Co',
        slug: 'birch',
        people: { owner: 'Olivia Birch', admin: 'Arjun Mehta', member: 'Mia Torres', developer: 'Dev Okafor' },
        shipper: shipper('Birch & Co', '410 Townsend St', 'San Francisco', 'CA', '94107'),
        credits: '2000.00',
        shipmentsPerWeek: 5,
      },
      {
        name: 'Cedar Goods',
        slug: 'cedar',
        people: { owner: 'Oscar Cedar', admin: 'Aiko Tanaka', member: 'Marco Rossi', developer: 'Dana Cohen' },
        shipper: shipper('Cedar Goods', '233 S Wacker Dr', 'Chicago', 'IL', '60606'),
        credits: '900.00',
        shipmentsPerWeek: 3,
      },
    ],
  },
  {
    name: 'Nordic Parcel',
    domain: 'nordic',
    admin: 'Nils Bergström',
    plan: 'STARTER',
    organizations: [
      {
        name: 'Fjord Supply',
        slug: 'fjord',
        people: { owner: 'Oda Fjord', admin: 'Anders Holm', member: 'Maja Lund', developer: 'Dag Vik' },
        shipper: shipper('Fjord Supply', '1201 3rd Ave', 'Seattle', 'WA', '98101'),
        credits: '600.00',
        shipmentsPerWeek: 2,
      },
    ],
  },
];

const recipient = (name: string, street1: string, city: string, state: string, postalCode: string): DemoAddress => ({
  name,
  street1,
  city,
  state,
  postalCode,
  country: 'US',
});

/** Where the demo's parcels go: near and far, so that most zones occur. */
export const DEMO_RECIPIENTS: readonly DemoAddress[] = [
  recipient('Grace Hopper', '350 5th Ave', 'New York', 'NY', '10118'),
  recipient('Alan Kay', '1600 Amphitheatre Pkwy', 'Mountain View', 'CA', '94043'),
  recipient('Katherine Johnson', '100 NASA Pkwy', 'Houston', 'TX', '77058'),
  recipient('Edsger Dijkstra', '110 Inner Campus Dr', 'Austin', 'TX', '78705'),
  recipient('Barbara Liskov', '77 Massachusetts Ave', 'Cambridge', 'MA', '02139'),
  recipient('Donald Knuth', '353 Jane Stanford Way', 'Stanford', 'CA', '94305'),
  recipient('Radia Perlman', '500 Oracle Pkwy', 'Portland', 'OR', '97204'),
  recipient('Ken Thompson', '600 Mountain Ave', 'New Providence', 'NJ', '07974'),
  recipient('Frances Allen', '1101 Kitchawan Rd', 'Denver', 'CO', '80202'),
  recipient('Dennis Ritchie', '1 Peachtree St', 'Atlanta', 'GA', '30303'),
];

/** Parcels the demo ships, small to bulky. */
export const DEMO_PARCELS: readonly {
  weight: { value: string; unit: 'OZ' | 'LB' };
  dimensions: { length: string; width: string; height: string; unit: 'IN' };
}[] = [
  { weight: { value: '8', unit: 'OZ' }, dimensions: { length: '9', width: '6', height: '2', unit: 'IN' } },
  { weight: { value: '14.5', unit: 'OZ' }, dimensions: { length: '10', width: '8', height: '3', unit: 'IN' } },
  { weight: { value: '2', unit: 'LB' }, dimensions: { length: '12', width: '9', height: '4', unit: 'IN' } },
  { weight: { value: '4.25', unit: 'LB' }, dimensions: { length: '14', width: '12', height: '6', unit: 'IN' } },
  { weight: { value: '7', unit: 'LB' }, dimensions: { length: '18', width: '14', height: '12', unit: 'IN' } },
  { weight: { value: '11', unit: 'LB' }, dimensions: { length: '24', width: '10', height: '8', unit: 'IN' } },
];

/** Numbers between 0 and 1 that are the same at every run (the generator known as mulberry32). */
export function deterministicRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
