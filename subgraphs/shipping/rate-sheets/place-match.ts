import type { PlaceList } from './rate-sheet.ts';

/** As much of an address as zones need. */
export interface Place {
  postalCode?: string | undefined;
  city?: string | undefined;
  state?: string | undefined;
  /** ISO 3166 alpha-2. */
  country: string;
}

/** In the order in which they are asked; each answers what it matched, in words. */
export const PLACE_MATCHERS: readonly {
  matchedBy: 'postal_code' | 'city' | 'country';
  words: string;
  match: (list: PlaceList, place: Place) => string | undefined;
}[] = [
  { matchedBy: 'postal_code', words: 'postal code', match: matchPostalCode },
  { matchedBy: 'city', words: 'city', match: matchCity },
  {
    matchedBy: 'country',
    words: 'country',
    match: (list, place) => list.countries?.find((country) => country === place.country),
  },
];

/** What of a list the place matches, in words; undefined when it matches nothing. */
export function matchPlace(list: PlaceList, place: Place): string | undefined {
  for (const matcher of PLACE_MATCHERS) {
    const matched = matcher.match(list, place);
    if (matched !== undefined) return matched;
  }
  return undefined;
}

function matchPostalCode(list: PlaceList, place: Place): string | undefined {
  const postalCode = compact(place.postalCode);
  const range = list.postalCodes?.find(({ country, from, to }) => {
    if (country !== place.country || postalCode.length < from.length) return false;
    const leading = postalCode.slice(0, from.length);
    return from <= leading && leading <= to;
  });
  return range && (range.from === range.to ? range.from : `${range.from}–${range.to}`);
}

function matchCity(list: PlaceList, place: Place): string | undefined {
  if (place.city === undefined) return undefined;
  return list.cities?.find(
    ({ country, city, state }) =>
      country === place.country && sameName(city, place.city) && (state === undefined || sameName(state, place.state)),
  )?.city;
}

function sameName(left: string, right: string | undefined): boolean {
  return right !== undefined && left.trim().toLowerCase() === right.trim().toLowerCase();
}

/** A postal code as bounds are compared with it: capitals, without spaces and dashes. */
export function compact(postalCode: string | undefined): string {
  return (postalCode ?? '').replace(/[\s-]/g, '').toUpperCase();
}
