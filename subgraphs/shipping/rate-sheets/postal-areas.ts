import zipAreas from '../data/zip-areas.json' with { type: 'json' };
import type { PostalAreas } from './rate-sheet.ts';

/** The leading characters of a postal code; in the United States its first three digits. */
export type PostalArea = string;

/** Where an area is taken to lie; `standsFor` names the area asked for when it has no centre of its own. */
export interface AreaCentre {
  area: PostalArea;
  latitude: number;
  longitude: number;
  standsFor?: PostalArea | undefined;
}

const CENTRES: Readonly<Record<string, readonly number[]>> = zipAreas;

/**
 * Areas of post office boxes, offices and the military that have no land of their own and whose numerical neighbour lies
 * elsewhere: the area they are handled with. Military mail goes by its gateway: 09x New York, 340 Miami, 962–966 San Francisco.
 */
const HANDLED_WITH: Readonly<Record<PostalArea, PostalArea>> = {
  '005': '117',
  '055': '018',
  '090': '100',
  '091': '100',
  '092': '100',
  '093': '100',
  '094': '100',
  '095': '100',
  '096': '100',
  '097': '100',
  '098': '100',
  '099': '100',
  '311': '303',
  '340': '331',
  '375': '381',
  '399': '303',
  '509': '503',
  '568': '200',
  '569': '200',
  '733': '787',
  '885': '799',
  '942': '958',
  '962': '941',
  '963': '941',
  '964': '941',
  '965': '941',
  '966': '941',
};

const EARTH_RADIUS_MILES = 3958.7613;

/** The area that a postal code (in capitals, without spaces) lies in; undefined for what is no postal code. */
export function areaOf(postalCode: string, areas?: PostalAreas): PostalArea | undefined {
  if (areas) return postalCode.length >= areas.prefixLength ? postalCode.slice(0, areas.prefixLength) : undefined;
  return /^\d{5}(\d{4})?$/.test(postalCode) ? postalCode.slice(0, 3) : undefined;
}

/**
 * The centre of an area. In the United States, one without land has that of the area it is handled with, else of the nearest one
 * by number; undefined below 005. In a sheet with areas of its own, undefined for those that it does not name.
 */
export function areaCentre(area: PostalArea, areas?: PostalAreas): AreaCentre | undefined {
  if (areas) {
    const centre = Object.hasOwn(areas.centres, area) ? areas.centres[area] : undefined;
    return centre && { area, latitude: centre[0], longitude: centre[1] };
  }
  const own = CENTRES[area];
  if (own) return { area, latitude: own[0]!, longitude: own[1]! };
  const substitute = HANDLED_WITH[area] ?? nearestByNumber(area);
  const centre = substitute === undefined ? undefined : CENTRES[substitute];
  if (substitute === undefined || !centre) return undefined;
  return { area: substitute, latitude: centre[0]!, longitude: centre[1]!, standsFor: area };
}

/** Great-circle miles between two centres, rounded to the nearest whole mile (published zones are bounded by whole miles). */
export function milesBetween(from: AreaCentre, to: AreaCentre): number {
  const phi = radians(from.latitude);
  const theta = radians(to.latitude);
  const halfChord =
    Math.sin((theta - phi) / 2) ** 2 +
    Math.cos(phi) * Math.cos(theta) * Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  return Math.round(2 * EARTH_RADIUS_MILES * Math.asin(Math.min(1, Math.sqrt(halfChord))));
}

function nearestByNumber(area: PostalArea): PostalArea | undefined {
  const wanted = Number(area);
  // No postal code starts below 005.
  if (!/^\d{3}$/.test(area) || wanted < 5) return undefined;
  for (let step = 1; step < 1000; step += 1) {
    for (const candidate of [wanted - step, wanted + step]) {
      const name = String(candidate).padStart(3, '0');
      if (CENTRES[name]) return name;
    }
  }
  return undefined;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
