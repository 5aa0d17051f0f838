import { assertFolder, contentTypeOf, reached, type ObjectStore } from './object-store.ts';

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 8_000;
const ATTEMPTS = 2;

/** A bucket of S3, or of what speaks its protocol. */
export interface S3Place {
  bucket: string;
  /** In front of every key, without slashes at its ends; empty for none. */
  prefix: string;
  region: string;
  /** Where another server than Amazon's is, e.g. `http://minio:9000`. */
  endpoint: string | undefined;
}

/**
 * The place that an address names: `s3://bucket/prefix?region=eu-central-1&endpoint=http://minio:9000`. Undefined for what is no such
 * address.
 */
export function s3PlaceOf(address: string): S3Place | undefined {
  const url = URL.parse(address);
  const isAddress = url?.protocol === 's3:' && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname) && !url.username;
  const endpoint = url?.searchParams.get('endpoint') ?? undefined;
  if (!isAddress || (endpoint !== undefined && !/^https?:/.test(URL.parse(endpoint)?.protocol ?? ''))) return undefined;
  const prefix = url.pathname.replaceAll(/^\/+|\/+$/g, '');
  return { bucket: url.hostname, prefix, region: url.searchParams.get('region') ?? 'us-east-1', endpoint };
}

/** Keeps files in a bucket. Who it is there is found by Amazon's SDK: by `AWS_ACCESS_KEY_ID` and its like, or by the machine's role. */
export async function s3Store(place: S3Place): Promise<ObjectStore> {
  // Only a process that is told to use it carries the SDK.
  const { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } =
    await import('@aws-sdk/client-s3');
  const client = new S3Client({
    region: place.region,
    maxAttempts: ATTEMPTS,
    // Other servers than Amazon's do not know the checksums that the SDK would add.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
    ...(place.endpoint ? { endpoint: place.endpoint, forcePathStyle: true } : {}),
  });
  const Bucket = place.bucket;
  const keyIn = (key: string): string => (place.prefix ? `${place.prefix}/${key}` : key);
  return {
    async put(key, content) {
      const ContentType = contentTypeOf(key);
      await reached(() => client.send(new PutObjectCommand({ Bucket, Key: keyIn(key), Body: content, ContentType })));
    },
    async get(key) {
      const contentType = contentTypeOf(key);
      return reached(async () => {
        const content = await client
          .send(new GetObjectCommand({ Bucket, Key: keyIn(key) }))
          .then(async ({ Body }) => Buffer.from((await Body?.transformToByteArray()) ?? []))
          .catch(undefinedIfMissing);
        return content && { content, contentType, sizeBytes: content.length };
      });
    },
    async delete(key) {
      contentTypeOf(key);
      await reached(() => client.send(new DeleteObjectCommand({ Bucket, Key: keyIn(key) })));
    },
    async deleteFolder(folder) {
      assertFolder(folder);
      // What was deleted is not listed again, so the first page is asked for until it is empty.
      await reached(async () => {
        for (;;) {
          const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: `${keyIn(folder)}/` }));
          if (Contents.length === 0) return;
          for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }));
        }
      });
    },
  };
}

function undefinedIfMissing(error: unknown): undefined {
  if ((error as Error).name !== 'NoSuchKey') throw error;
}
