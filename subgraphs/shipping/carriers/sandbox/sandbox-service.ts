/** A service of a carrier that exists for trying things out: a fixed amount a parcel, and an amount for each started pound. */
export interface SandboxService {
  code: string;
  name: string;
  perParcel: string;
  perPound: string;
  transitDays: { minimum: number; maximum: number };
  /** Heavier parcels are refused. */
  heaviestOunces: number;
  /** Shipments of more parcels are refused; absent where there is no limit. */
  mostParcels?: number | undefined;
  /** Volume in cubic inches that is charged as a pound; absent where size does not count. */
  cubicInchesPerPound?: number | undefined;
  /** Which ways it goes; both unless one is named. */
  reach?: 'domestic' | 'international' | undefined;
  isSaturdayPossible?: boolean | undefined;
}

/** A carrier for test mode. */
export interface SandboxCarrier {
  code: string;
  name: string;
  services: readonly SandboxService[];
  /** Whether a connection needs an API key; one that begins with `revoked` is turned away. */
  needsKey: boolean;
  /** Whether it fetches parcels, closes manifests and validates addresses. */
  isFullService: boolean;
}

const SEVENTY_POUNDS = 1120;

/** The carriers of the sandbox; figures are made up and round, so that a test can reckon with them. */
export const SANDBOX_CARRIERS: readonly SandboxCarrier[] = [
  {
    code: 'sandbox',
    name: 'Sandbox',
    needsKey: false,
    isFullService: true,
    services: [
      {
        code: 'sandbox_ground',
        name: 'Sandbox Ground',
        perParcel: '5.00',
        perPound: '0.50',
        transitDays: { minimum: 3, maximum: 5 },
        heaviestOunces: SEVENTY_POUNDS,
      },
      {
        code: 'sandbox_express',
        name: 'Sandbox Express',
        perParcel: '12.00',
        perPound: '1.25',
        transitDays: { minimum: 1, maximum: 1 },
        heaviestOunces: SEVENTY_POUNDS,
        isSaturdayPossible: true,
      },
    ],
  },
  {
    code: 'sandbox_swift',
    name: 'Swift Parcel',
    needsKey: false,
    isFullService: true,
    services: [
      {
        code: 'swift_overnight',
        name: 'Swift Overnight',
        perParcel: '18.00',
        perPound: '2.00',
        transitDays: { minimum: 1, maximum: 1 },
        heaviestOunces: 2400,
        mostParcels: 10,
        reach: 'domestic',
        isSaturdayPossible: true,
      },
      {
        code: 'swift_two_day',
        name: 'Swift Two Day',
        perParcel: '9.50',
        perPound: '1.00',
        transitDays: { minimum: 2, maximum: 2 },
        heaviestOunces: 2400,
        mostParcels: 10,
        reach: 'domestic',
      },
    ],
  },
  {
    code: 'sandbox_meridian',
    name: 'Meridian Worldwide',
    needsKey: true,
    isFullService: true,
    services: [
      {
        code: 'meridian_economy',
        name: 'Meridian Economy',
        perParcel: '14.00',
        perPound: '3.00',
        transitDays: { minimum: 8, maximum: 14 },
        heaviestOunces: 704,
        mostParcels: 20,
        reach: 'international',
      },
      {
        code: 'meridian_priority',
        name: 'Meridian Priority',
        perParcel: '32.00',
        perPound: '6.50',
        transitDays: { minimum: 2, maximum: 4 },
        heaviestOunces: 2400,
        mostParcels: 20,
        reach: 'international',
      },
    ],
  },
  {
    code: 'sandbox_lantern',
    name: 'Lantern Post',
    needsKey: false,
    isFullService: false,
    services: [
      {
        code: 'lantern_packet',
        name: 'Lantern Packet',
        perParcel: '3.20',
        perPound: '0.00',
        transitDays: { minimum: 4, maximum: 8 },
        heaviestOunces: 16,
        mostParcels: 1,
        reach: 'domestic',
      },
      {
        code: 'lantern_parcel',
        name: 'Lantern Parcel',
        perParcel: '4.10',
        perPound: '0.40',
        transitDays: { minimum: 4, maximum: 6 },
        heaviestOunces: 480,
        mostParcels: 1,
        cubicInchesPerPound: 166,
        reach: 'domestic',
      },
    ],
  },
];
