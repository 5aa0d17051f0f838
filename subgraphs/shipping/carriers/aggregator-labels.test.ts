import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { codeOf, fetchLabel } from './aggregator-labels.ts';

const MEGABYTE = Buffer.alloc(1_000_000);
const PLACES: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/label.pdf': (response) => response.end('%PDF-1.7 label'),
  '/moved': (response) => response.writeHead(302, { location: '/label.pdf' }).end(),
  '/empty': (response) => response.end(),
  '/endless': (response) => {
    for (let sent = 0; sent < 40; sent += 1) response.write(MEGABYTE);
    response.end();
  },
};
let server: Server;
let url: string;

before(async () => {
  server = createServer((request, response) => {
    const answer = PLACES[request.url ?? ''];
    if (answer) answer(response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

async function fetched(path: string): Promise<string> {
  const from = { apiUrl: url, carrierName: 'Network', signal: new AbortController().signal };
  return fetchLabel(`${url}${path}`, from).then(
    (content) => content.toString(),
    (error: { code?: string; name: string }) => error.code ?? error.name,
  );
}

test('a label is read whole', async () => assert.equal(await fetched('/label.pdf'), '%PDF-1.7 label'));

test('neither a label that is elsewhere, nor none, nor one without an end is taken', async () => {
  assert.equal(await fetched('/moved'), 'TypeError');
  assert.equal(await fetched('/empty'), 'CARRIER_ANSWER_INVALID');
  assert.equal(await fetched('/endless'), 'CARRIER_ANSWER_INVALID');
  assert.equal(await fetched('/nothing'), 'CARRIER_UNAVAILABLE');
});

test('names become codes', () => {
  assert.equal(codeOf('DHL Express', 'WorldwideExpress'), 'dhl_express_worldwide_express');
  assert.equal(codeOf('USPS', 'Priority Mail®'), 'usps_priority_mail');
});
