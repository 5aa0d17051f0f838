import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { startS3Server, type S3Server } from '../../test/support/s3-server.ts';
import { diskStore } from './disk-store.ts';
import type { ObjectStore } from './object-store.ts';
import { openObjectStore } from './open-object-store.ts';
import { s3PlaceOf, s3Store } from './s3-store.ts';

const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
const KEY = 'tenant/test/0a/file.pdf';
const CONTENT = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 255, 13, 10]);

let folder: string;
let server: S3Server;
const stores: Record<string, ObjectStore> = {};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-objects-test-'));
  server = await startS3Server();
  for (const name of CREDENTIALS) process.env[name] = 'for-this-test-only';
  stores['disk'] = diskStore(folder);
  stores['bucket'] = await s3Store(s3PlaceOf(`s3://labels/waybill?endpoint=${server.url}`)!);
});
after(async () => {
  for (const name of CREDENTIALS) delete process.env[name];
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  server.failWith(null);
  for (const store of Object.values(stores)) await store.deleteFolder('tenant');
});

for (const name of ['disk', 'bucket']) {
  test(`${name}: what was put is got with its bytes, type and size, until it is deleted`, async () => {
    const store = stores[name]!;
    assert.equal(await store.get(KEY), undefined);
    await store.put(KEY, CONTENT);
    assert.deepEqual(await store.get(KEY), { content: CONTENT, contentType: 'application/pdf', sizeBytes: 8 });
    await store.delete(KEY);
    assert.equal(await store.get(KEY), undefined);
    await store.delete(KEY);
  });

  test(`${name}: a folder is deleted with all that is below it, and nothing beside it`, async () => {
    const store = stores[name]!;
    const kept = ['tenants/live/1.pdf', 'tenant/live/2.png'];
    for (const key of [KEY, 'tenant/test/0b/3.zpl', ...kept]) await store.put(key, CONTENT);
    await store.deleteFolder('tenant/test');
    const found = await Promise.all(
      [KEY, 'tenant/test/0b/3.zpl', ...kept].map(async (key) => (await store.get(key)) !== undefined),
    );
    assert.deepEqual(found, [false, false, true, true]);
    await store.deleteFolder('tenants');
  });

  test(`${name}: what is no key is refused before anything is touched`, async () => {
    const store = stores[name]!;
    const noKeys = [
      '',
      '/etc/passwd.pdf',
      '../x.pdf',
      'a/../b.pdf',
      'a//b.pdf',
      'a/b',
      'a.exe',
      'A.pdf',
      'a\0.pdf',
      `${'a'.repeat(260)}.pdf`,
    ];
    for (const key of noKeys) {
      await assert.rejects(store.put(key, CONTENT), /malformed key/, key);
      await assert.rejects(store.get(key), /malformed key/, key);
      await assert.rejects(store.delete(key), /malformed key/, key);
    }
    for (const below of ['', '/', '..', 'a/..']) await assert.rejects(store.deleteFolder(below), /malformed folder/);
  });
}

test('on disk a file has its name once it is whole, and what a crash left of it is deleted with it', async () => {
  const store = stores['disk']!;
  await store.put(KEY, CONTENT);
  assert.deepEqual(await readdir(join(folder, 'tenant/test/0a')), ['file.pdf']);
  assert.deepEqual(await readFile(join(folder, KEY)), CONTENT);
  await writeFile(join(folder, 'tenant/test/0a/other.pdf.part'), 'half of');
  assert.equal(await store.get('tenant/test/0a/other.pdf'), undefined);
  await store.delete('tenant/test/0a/other.pdf');
  assert.deepEqual(await readdir(join(folder, 'tenant/test/0a')), ['file.pdf']);
});

test('a disk that cannot be written is unavailable, and nothing is told of where it is', async () => {
  const path = join(folder, 'a-file');
  await writeFile(path, '');
  await assert.rejects(diskStore(path).put(KEY, CONTENT), (error: Error & { code: string }) => {
    assert.equal(error.code, 'OBJECT_STORE_UNAVAILABLE');
    assert.doesNotMatch(error.message, /a-file/);
    return true;
  });
});

test('a bucket is asked with signed requests, for keys below its prefix, and told what it is given', async () => {
  server.requests.length = 0;
  await stores['bucket']!.put(KEY, CONTENT);
  const [put] = server.requests;
  assert.deepEqual([put?.method, put?.path, put?.contentType], ['PUT', `/labels/waybill/${KEY}`, 'application/pdf']);
  assert.match(put!.authorization, /Credential=for-this-test-only\/\d{8}\/us-east-1\/s3\/aws4_request/);
  assert.deepEqual(server.objects.get(`labels/waybill/${KEY}`)?.content, CONTENT);
});

test('a bucket that fails is asked twice and then unavailable', async () => {
  server.failWith(503);
  server.requests.length = 0;
  await assert.rejects(stores['bucket']!.get(KEY), { code: 'OBJECT_STORE_UNAVAILABLE' });
  assert.equal(server.requests.length, 2);
});

test('an address names bucket, prefix, region and server, and what is none is told from one', () => {
  assert.deepEqual(s3PlaceOf('s3://labels/a/b/?region=eu-central-1&endpoint=http://minio:9000'), {
    bucket: 'labels',
    prefix: 'a/b',
    region: 'eu-central-1',
    endpoint: 'http://minio:9000',
  });
  assert.deepEqual(s3PlaceOf('s3://labels'), { bucket: 'labels', prefix: '', region: 'us-east-1', endpoint: undefined });
  for (const none of ['', 'labels', 'https://labels', 's3://', 's3://x', 's3://key:secret@labels', 's3://labels?endpoint=minio'])
    assert.equal(s3PlaceOf(none), undefined, none);
});

test('without an address files are kept in the data folder', async () => {
  const store = await openObjectStore({ DATA_DIR: folder });
  await store.put(KEY, CONTENT);
  assert.deepEqual(await readFile(join(folder, 'objects', KEY)), CONTENT);
  const bucket = await openObjectStore({ DATA_DIR: folder, OBJECT_STORE_URL: `s3://others?endpoint=${server.url}` });
  await bucket.put(KEY, CONTENT);
  assert.ok(server.objects.has(`others/${KEY}`));
});
