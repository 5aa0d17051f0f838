import { compact, matchPlace, PLACE_MATCHERS, type Place } from './place-match.ts';
import { areaCentre, areaOf, milesBetween } from './postal-areas.ts';
import type { DistanceZoning, ListZoning, RemoteArea, Zone, ZonedSheet } from './rate-sheet.ts';

/** What decided a zone. */
export type ZoneMatchedBy = 'same_area' | 'distance' | 'remote_area' | 'postal_code' | 'city' | 'country';

/** The zone between two places, and why it is that one. */
export interface ZoneMatch {
  zone: Zone;
  matchedBy: ZoneMatchedBy;
  /** Whole great-circle miles, where distance was measured. */
  miles?: number | undefined;
  /** One sentence for people. */
  explanation: string;
}

/** Why two places have no zone; `end` is the place at fault. */
export interface ZoneMiss {
  zone: undefined;
  message: string;
  end: 'origin' | 'destination';
  /** The part of that place that is at fault. */
  part: 'postalCode' | 'country';
}

/** Finds the zone of a parcel from `origin` to `destination`: `sheet` names the zoning and the country it starts in. */
export function findZone(sheet: ZonedSheet, ends: { origin: Place; destination: Place }): ZoneMatch | ZoneMiss {
  return sheet.zoning.by === 'distance'
    ? zoneByDistance(sheet.zoning, sheet.originCountry, ends)
    : zoneByLists(sheet.zoning, sheet.originCountry, ends);
}

function zoneByDistance(
  zoning: DistanceZoning,
  originCountry: string,
  ends: { origin: Place; destination: Place },
): ZoneMatch | ZoneMiss {
  for (const end of ['origin', 'destination'] as const) {
    const { country } = ends[end];
    if (!zoning.countries.includes(country)) return miss(end, 'country', `The rate sheet does not reach ${country}.`);
  }
  const remote = remoteZone(zoning, originCountry, ends);
  if (remote) return remote;

  const [originArea, destinationArea] = [ends.origin, ends.destination].map((place) =>
    areaOf(compact(place.postalCode), zoning.areas),
  );
  const origin = originArea && areaCentre(originArea, zoning.areas);
  const destination = destinationArea && areaCentre(destinationArea, zoning.areas);
  if (!origin) return miss('origin', 'postalCode', unknownPostalCode(ends.origin));
  if (!destination) return miss('destination', 'postalCode', unknownPostalCode(ends.destination));
  if (originArea === destinationArea) {
    return {
      zone: zoning.sameAreaZone,
      matchedBy: 'same_area',
      explanation: `Zone ${zoning.sameAreaZone}: both ends lie in postal area ${originArea}.`,
    };
  }
  const miles = milesBetween(origin, destination);
  const { zone } = zoning.bands.find((band) => band.notOverMiles === undefined || miles <= band.notOverMiles)!;
  const substitutes = [origin, destination]
    .filter((centre) => centre.standsFor !== undefined)
    .map((centre) => ` Postal area ${centre.standsFor} has no centre of its own and is measured from ${centre.area}.`);
  return {
    zone,
    matchedBy: 'distance',
    miles,
    explanation: `Zone ${zone}: ${miles} miles between the centres of postal areas ${originArea} and ${destinationArea}.${substitutes.join('')}`,
  };
}

/** The zone of a remote area that holds one end and not the other; within one area, distance decides as anywhere. */
function remoteZone(
  zoning: DistanceZoning,
  originCountry: string,
  ends: { origin: Place; destination: Place },
): ZoneMatch | undefined {
  const remoteAreaOf = (place: Place): RemoteArea | undefined => {
    // The territories have country codes of their own but share the postal codes of the country.
    const seenFromCountry = { ...place, country: originCountry };
    return zoning.remoteAreas.find((area) => matchPlace(area.places, place) ?? matchPlace(area.places, seenFromCountry));
  };
  const [origin, destination] = [remoteAreaOf(ends.origin), remoteAreaOf(ends.destination)];
  const decisive = destination ?? origin;
  if (!decisive || origin === destination) return undefined;
  const end = destination ? 'destination' : 'origin';
  return {
    zone: decisive.zone,
    matchedBy: 'remote_area',
    explanation: `Zone ${decisive.zone}: the ${end} lies in ${decisive.name}.`,
  };
}

function zoneByLists(
  zoning: ListZoning,
  originCountry: string,
  ends: { origin: Place; destination: Place },
): ZoneMatch | ZoneMiss {
  if (ends.origin.country !== originCountry)
    return miss('origin', 'country', `The rate sheet starts in ${originCountry}, not in ${ends.origin.country}.`);
  const open = zoning.listedZones.filter((listed) => !listed.origin || matchPlace(listed.origin, ends.origin));
  for (const matcher of PLACE_MATCHERS) {
    for (const listed of open) {
      const matched = matcher.match(listed.destination, ends.destination);
      if (matched !== undefined) {
        return {
          zone: listed.zone,
          matchedBy: matcher.matchedBy,
          explanation: `Zone ${listed.zone} (${listed.name}): the destination's ${matcher.words} matches ${matched}.`,
        };
      }
    }
  }
  const where = [ends.destination.postalCode, ends.destination.city, ends.destination.country].filter(Boolean).join(' ');
  return miss('destination', 'country', `The rate sheet has no zone for ${where}.`);
}

function unknownPostalCode(place: Place): string {
  return place.postalCode ? `${place.postalCode} is not a postal code in use.` : 'The postal code is missing.';
}

function miss(end: ZoneMiss['end'], part: ZoneMiss['part'], message: string): ZoneMiss {
  return { zone: undefined, end, part, message };
}
