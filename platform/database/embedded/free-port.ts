import { createServer } from 'node:net';

/** A TCP port of this machine that nobody listens on: `preferred` when it is free, else any, else undefined if `preferred` was a must. */
export async function freePort(preferred: number, options: { isRequired: boolean }): Promise<number | undefined> {
  const port = await tryPort(preferred);
  if (port !== undefined || options.isRequired) return port;
  return tryPort(0);
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
