import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import { plainAddress } from '../../platform/identity/ip-ranges.ts';

/**
 * Tells where a request comes from. X-Forwarded-For is believed as far as it was written by proxies of the trusted networks; from
 * anybody else it is only what they say. The same for a WebSocket as Fastify has it for HTTP.
 */
export function clientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string | null {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    const address = request.socket.remoteAddress === undefined ? undefined : proxyAddr(request, isTrusted);
    return address ? plainAddress(address) : null;
  };
}
