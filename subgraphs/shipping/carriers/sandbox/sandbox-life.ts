import { TRACKER_STATUSES, type TrackerStatus } from '../../trackers/tracker-status.ts';
import type { CarrierScan, TrackAnswer, TrackInquiry } from '../carrier-exchanges.ts';

const HOUR_MS = 3_600_000;

interface Station {
  afterHours: number;
  status: TrackerStatus;
  code: string;
  description: string;
  location: string | null;
}

/** What becomes of a sandbox parcel, by the clock, from when its label was made. */
const LIFE: readonly Station[] = [
  station(4, 'picked_up', 'The carrier has the parcel.', 'Origin depot'),
  station(12, 'in_transit', 'The parcel left the origin depot.', 'Origin depot'),
  station(36, 'in_transit', 'The parcel reached the destination depot.', 'Destination depot'),
  station(60, 'out_for_delivery', 'The parcel is on its last way.', 'Destination depot'),
  station(66, 'delivered', 'The parcel was handed over.', null),
];
const LIFE_HOURS = 66;

const MAGIC_PREFIX = 'SANDBOX-';
/** The number that shows a parcel in each state at once, e.g. SANDBOX-DELIVERED. */
const MAGIC_NUMBERS: ReadonlyMap<string, TrackerStatus> = new Map(
  TRACKER_STATUSES.map((status) => [`${MAGIC_PREFIX}${status.toUpperCase().replaceAll('_', '-')}`, status]),
);

/** Where a sandbox parcel is: by the clock, or at once where its number names a state. The same question has the same answer. */
export function sandboxLife({ trackingNumber, since, askedAt }: TrackInquiry): TrackAnswer {
  const magic = MAGIC_NUMBERS.get(trackingNumber.trim().toUpperCase());
  if (magic) return { scans: magicScans(magic, since), estimatedDelivery: null };
  const scans = LIFE.map((each) => scanOf(each, since)).filter((scan) => scan.occurredAt <= askedAt);
  return { scans, estimatedDelivery: new Date(since.getTime() + LIFE_HOURS * HOUR_MS) };
}

// As if it had been on its way for a day when tracking began.
function magicScans(status: TrackerStatus, since: Date): CarrierScan[] {
  const last = station(-1, status, `The parcel is ${status.replaceAll('_', ' ')}.`, null);
  const isUnderWay = !['pending', 'unknown', 'cancelled', 'picked_up'].includes(status);
  const before = isUnderWay ? [station(-24, 'picked_up', 'The carrier has the parcel.', 'Origin depot')] : [];
  return [...before, last].map((each) => scanOf(each, since));
}

function station(afterHours: number, status: TrackerStatus, description: string, location: string | null): Station {
  return { afterHours, status, code: `sandbox_${status}`, description, location };
}

function scanOf({ afterHours, ...scan }: Station, since: Date): CarrierScan {
  return { ...scan, occurredAt: new Date(since.getTime() + afterHours * HOUR_MS) };
}
