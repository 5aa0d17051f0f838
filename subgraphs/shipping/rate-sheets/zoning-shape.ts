import { z } from 'zod';
import type { Zoning } from './rate-sheet.ts';
import { country, label, zone, type Fault } from './sheet-shapes.ts';

const postalBound = z.string().regex(/^[A-Z0-9]{1,10}$/, 'must be upper case letters and digits');
/** A set of places; names one at least. */
export const places = z
  .strictObject({
    postalCodes: z
      .array(
        z
          .strictObject({ country, from: postalBound, to: postalBound })
          .refine(
            (range) => range.from.length === range.to.length && range.from <= range.to,
            'from and to must be of one length and in order',
          ),
      )
      .max(10_000)
      .optional(),
    cities: z
      .array(z.strictObject({ country, city: label, state: label.optional() }))
      .max(10_000)
      .optional(),
    countries: z.array(country).max(300).optional(),
  })
  .refine((list) => Object.values(list).some((entries) => entries.length > 0), 'must name at least one place');

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
const areas = z
  .strictObject({
    prefixLength: z.int().min(1).max(10),
    centres: z.record(postalBound, z.tuple([latitude, longitude])),
  })
  .check((context) => {
    const { prefixLength, centres } = context.value;
    const names = Object.keys(centres);
    const odd = names.find((name) => name.length !== prefixLength);
    const fault =
      odd === undefined
        ? names.length >= 1 && names.length <= 5_000
          ? undefined
          : 'must have 1 to 5,000 areas'
        : `has an area (${odd}) that is not of ${prefixLength} characters`;
    if (fault) context.issues.push({ code: 'custom', input: context.value, path: ['centres'], message: fault });
  });

/** How a sheet finds zones. */
export const zoning = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('distance'),
    countries: z.array(country).min(1),
    areas: areas.optional(),
    sameAreaZone: zone,
    bands: z.array(z.strictObject({ zone, notOverMiles: z.int().positive().optional() })).min(1),
    remoteAreas: z.array(z.strictObject({ zone, name: label, places })),
  }),
  z.strictObject({
    by: z.literal('lists'),
    listedZones: z.array(z.strictObject({ zone, name: label, origin: places.optional(), destination: places })).min(1),
  }),
]);

/** What is wrong with distance bands: they ascend, and the last one has no bound. */
export function distanceFaults(bands: readonly { notOverMiles?: number | undefined }[]): Fault[] {
  return bands.flatMap((band, index) => {
    const path = ['zoning', 'bands', index, 'notOverMiles'];
    const isLast = index === bands.length - 1;
    if (isLast)
      return band.notOverMiles === undefined
        ? []
        : [{ path, message: 'must be absent on the last band, so that no distance is left out' }];
    if (band.notOverMiles === undefined) return [{ path, message: 'is required on all bands but the last' }];
    const previous = bands[index - 1]?.notOverMiles ?? 0;
    return band.notOverMiles > previous ? [] : [{ path, message: `must be over the band before it (${previous})` }];
  });
}

/** The zones that a zoning can answer. */
export function zonesOf(rule: Zoning): Set<string> {
  if (rule.by === 'lists') return new Set(rule.listedZones.map((listed) => listed.zone));
  return new Set([rule.sameAreaZone, ...rule.bands.map((band) => band.zone), ...rule.remoteAreas.map((area) => area.zone)]);
}
