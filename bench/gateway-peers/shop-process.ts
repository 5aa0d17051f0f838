import { pino } from 'pino';
import { startSubgraphServer } from '../../platform/server/subgraph-http-server.ts';
import { SHOP_SUBGRAPHS } from './shop-schema.ts';
import { ShopSubgraph } from './shop-subgraph.ts';

// The shop's three subgraphs in a process of their own; tells their addresses, and lives as long as whoever started it.
const log = pino({ level: 'error' }, pino.destination(2));
const servers = await Promise.all(
  SHOP_SUBGRAPHS.map(async (name) => {
    const listen = { port: 0, host: '127.0.0.1', path: '/graphql' };
    return [name, (await startSubgraphServer({ subgraph: new ShopSubgraph(name), log }, listen)).url] as const;
  }),
);
process.once('disconnect', () => process.exit(0));
process.send!(Object.fromEntries(servers));
