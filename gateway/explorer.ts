import type { FastifyInstance } from 'fastify';
import { ruruHTML, type RuruServerConfig } from 'ruru/server';
import { serveStatic } from 'ruru/static';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);
const STATIC_PATH = '/graphiql/static/';

const FIRST_QUERY = `# The demo token is filled in under Headers.
query FirstLook {
  viewer { level permissions }
  organizations(first: 5) { totalCount edges { node { id name members { email roles } } } }
}
`;

/** Serves GraphiQL from this machine, with the demo token filled in where there is one. */
export function registerExplorer(app: FastifyInstance, demoToken: () => string | undefined): void {
  const assets = serveStatic(STATIC_PATH);
  app.get('/graphiql', async (request, reply) => {
    // A page of another name that was pointed at this machine must not be handed the token.
    const token = LOOPBACK_NAMES.has(request.hostname) ? demoToken() : undefined;
    return reply.type('text/html; charset=utf-8').send(page(token));
  });
  app.get(`${STATIC_PATH}*`, (request, reply) => {
    reply.hijack();
    assets(request.raw, reply.raw, () => {
      reply.raw.statusCode = 404;
      reply.raw.end();
    });
  });
}

function page(token: string | undefined): string {
  const initialHeaders = JSON.stringify(token ? { Authorization: `Bearer ${token}` } : {}, null, 2);
  return ruruHTML({
    staticPath: STATIC_PATH,
    endpoint: '/graphql',
    clientConfig: { defaultQuery: FIRST_QUERY, initialHeaders },
  } as unknown as RuruServerConfig);
}
