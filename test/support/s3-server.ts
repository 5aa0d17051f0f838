import fastify from 'fastify';

/** What the server was asked. */
export interface S3Request {
  method: string;
  path: string;
  authorization: string;
  contentType: string | undefined;
}

/** A server on this machine that speaks as much of the protocol of S3 as files need: put, get, delete and list, by path style. */
export interface S3Server {
  url: string;
  requests: S3Request[];
  /** What is stored, by bucket and key. */
  objects: Map<string, { content: Buffer; contentType: string | undefined }>;
  /** From now on every request is answered so. */
  failWith(status: number | null): void;
  close(): Promise<void>;
}

/** Listens on a free port of this machine; refuses what is not signed. */
export async function startS3Server(): Promise<S3Server> {
  const app = fastify({ forceCloseConnections: true });
  const objects: S3Server['objects'] = new Map();
  const requests: S3Request[] = [];
  let failure: number | null = null;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (request, reply) => {
    const { authorization = '' } = request.headers;
    const [path = ''] = request.url.split('?');
    requests.push({ method: request.method, path, authorization, contentType: request.headers['content-type'] });
    if (failure !== null) return reply.status(failure).type('application/xml').send(fault('ServiceUnavailable'));
    const isSigned = /^AWS4-HMAC-SHA256 Credential=.+\/s3\/aws4_request, SignedHeaders=.+, Signature=[0-9a-f]{64}$/.test(
      authorization,
    );
    return isSigned ? undefined : reply.status(403).type('application/xml').send(fault('AccessDenied'));
  });
  app.put('/*', async (request, reply) => {
    objects.set(nameOf(request.url), { content: request.body as Buffer, contentType: request.headers['content-type'] });
    return reply.status(200).header('etag', '"made"').send();
  });
  app.delete('/*', async (request, reply) => {
    objects.delete(nameOf(request.url));
    return reply.status(204).send();
  });
  app.get('/*', async (request, reply) => {
    const { prefix } = request.query as { prefix?: string };
    if (prefix !== undefined) {
      const bucket = nameOf(request.url).replace(/\/$/, '');
      const keys = [...objects.keys()].filter((name) => name.startsWith(`${bucket}/${prefix}`));
      return reply.type('application/xml').send(listing(keys.map((name) => name.slice(bucket.length + 1))));
    }
    const stored = objects.get(nameOf(request.url));
    if (!stored) return reply.status(404).type('application/xml').send(fault('NoSuchKey'));
    return reply.type(stored.contentType ?? 'application/octet-stream').send(stored.content);
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, requests, objects, failWith: (status) => (failure = status), close: () => app.close() };
}

function nameOf(url: string): string {
  return decodeURIComponent(url.split('?')[0]!).slice(1);
}

function fault(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}

function listing(keys: readonly string[]): string {
  const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`;
}
