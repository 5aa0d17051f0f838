import { join } from 'node:path';
import { diskStore } from './disk-store.ts';
import type { ObjectStore } from './object-store.ts';
import { s3PlaceOf, s3Store } from './s3-store.ts';

/** Where files are kept by the configuration: in a bucket, or in the data folder of this machine. */
export async function openObjectStore(config: { OBJECT_STORE_URL?: string | undefined; DATA_DIR: string }): Promise<ObjectStore> {
  const place = config.OBJECT_STORE_URL === undefined ? undefined : s3PlaceOf(config.OBJECT_STORE_URL);
  return place ? s3Store(place) : diskStore(join(config.DATA_DIR, 'objects'));
}
