import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@apollo/composition';
import { parse, type GraphQLSchema } from 'graphql';

// A shop in three subgraphs, made for the benchmark: its answers cost next to nothing, so that the gateways' work shows.

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;

const CATALOG = `
  type Query { products(first: Int!, after: Int!): [Product!] }
  type Mutation { renameProduct(input: RenameProductInput!): RenameProductPayload }
  input RenameProductInput { id: ID! name: String! }
  type RenameProductPayload { product: Product errors: [UserError!]! }
  type UserError { field: String message: String! code: String! }
  type Product KEY { id: ID! name: String! sku: String! price: Price! tags: [String!]! }
  type Price { amount: String! currency: String! }`;
const STOCK = `
  type Query { order(id: ID!): Order }
  type Order { id: ID! lines: [OrderLine!]! }
  type OrderLine { id: ID! quantity: Int! note: String product: Product! }
  type Product KEY { id: ID! inStock: Int warehouse: Warehouse }
  type Warehouse { code: String! city: String! }`;
const RATINGS = `
  type Query { bestRated: Product }
  type Product KEY { id: ID! rating: Float topReview: Review }
  type Review { id: ID! title: String! author: String }`;

/** The parts of the shop. */
export const SHOP_SUBGRAPHS = ['catalog', 'stock', 'ratings'] as const;

const number = (id: string): number => Number(id.slice(2));
const idOf = (index: number): string => `p_${index}`;

const catalogOf = (id: string): object => ({
  __typename: 'Product',
  id,
  name: `Product ${id}`,
  sku: `SKU-${number(id) * 7}`,
  price: { amount: `${number(id) % 90}.95`, currency: 'USD' },
  tags: ['new', 'small'],
});
const stockOf = (id: string): object => ({
  id,
  inStock: number(id) % 13,
  warehouse: { code: `W${number(id) % 5}`, city: 'Łódź' },
});
const ratingOf = (id: string): object => ({
  id,
  rating: (number(id) % 50) / 10,
  topReview: { id: `r_${id}`, title: `On ${id}`, author: 'Ada' },
});

const LINES = 200;
const DISTINCT_PRODUCTS = 10;

const catalogRoots = {
  Query: {
    products: (_root: unknown, { first, after }: { first: number; after: number }) =>
      Array.from({ length: first }, (_, index) => catalogOf(idOf(after + index))),
  },
  Mutation: {
    renameProduct: (_root: unknown, { input }: { input: { id: string; name: string } }) => ({
      product: { ...catalogOf(input.id), name: input.name },
      errors: [],
    }),
  },
};

const orderOf = (id: string): object => ({
  id,
  lines: Array.from({ length: LINES }, (_, index) => ({
    id: `${id}_${index}`,
    quantity: (index % 7) + 1,
    note: index % 3 === 0 ? 'fragile' : null,
    product: { __typename: 'Product', id: idOf(number(id) * DISTINCT_PRODUCTS + (index % DISTINCT_PRODUCTS)) },
  })),
});
const stockRoots = { Query: { order: (_root: unknown, { id }: { id: string }) => orderOf(id) } };
const ratingRoots = { Query: { bestRated: () => ({ __typename: 'Product', id: idOf(1) }) } };

const sdlOf = (part: string): string => part.replace('KEY', '@key(fields: "id")');
const reference =
  (read: (id: string) => object) =>
  async ({ id }: { id: string }) =>
    read(id);

const PARTS: Record<(typeof SHOP_SUBGRAPHS)[number], { sdl: string; resolvers: object }> = {
  catalog: { sdl: sdlOf(CATALOG), resolvers: { ...catalogRoots, Product: { __resolveReference: reference(catalogOf) } } },
  stock: { sdl: sdlOf(STOCK), resolvers: { ...stockRoots, Product: { __resolveReference: reference(stockOf) } } },
  ratings: { sdl: sdlOf(RATINGS), resolvers: { ...ratingRoots, Product: { __resolveReference: reference(ratingOf) } } },
};

/** One subgraph's executable schema. */
export function shopSchema(name: (typeof SHOP_SUBGRAPHS)[number]): GraphQLSchema {
  const { sdl, resolvers } = PARTS[name];
  return buildSubgraphSchema({ typeDefs: parse(LINK + sdl), resolvers: resolvers as never });
}

/** The supergraph, with each subgraph's address in it. */
export function shopSupergraph(addresses: Readonly<Record<string, string>>): string {
  const composed = composeServices(
    SHOP_SUBGRAPHS.map((name) => ({ name, url: addresses[name] ?? '', typeDefs: parse(LINK + PARTS[name].sdl) })),
  );
  if (!composed.supergraphSdl) throw new Error(JSON.stringify(composed.errors));
  return composed.supergraphSdl;
}

/** The same shop in one schema, without federation. */
export function shopMonolith(): GraphQLSchema {
  const typeDefs = parse(`
    type Query { products(first: Int!, after: Int!): [Product!] order(id: ID!): Order }
    type Mutation { renameProduct(input: RenameProductInput!): RenameProductPayload }
    input RenameProductInput { id: ID! name: String! }
    type RenameProductPayload { product: Product errors: [UserError!]! }
    type UserError { field: String message: String! code: String! }
    type Product { id: ID! name: String! sku: String! price: Price! tags: [String!]! inStock: Int warehouse: Warehouse rating: Float topReview: Review }
    type Price { amount: String! currency: String! }
    type Order { id: ID! lines: [OrderLine!]! }
    type OrderLine { id: ID! quantity: Int! note: String product: Product! }
    type Warehouse { code: String! city: String! }
    type Review { id: ID! title: String! author: String }`);
  const field = (read: (id: string) => object, name: string) => async (product: { id: string }) =>
    (read(product.id) as Record<string, unknown>)[name];
  const Product = {
    ...Object.fromEntries(['name', 'sku', 'price', 'tags'].map((name) => [name, monolithField(name)])),
    ...Object.fromEntries(['inStock', 'warehouse'].map((name) => [name, field(stockOf, name)])),
    ...Object.fromEntries(['rating', 'topReview'].map((name) => [name, field(ratingOf, name)])),
  };
  const resolvers = { Query: { ...catalogRoots.Query, ...stockRoots.Query }, Mutation: catalogRoots.Mutation, Product };
  return buildSubgraphSchema({ typeDefs, resolvers });
}

// A product of an order's line is known by its id only.
function monolithField(name: string): (product: Record<string, unknown>) => unknown {
  return (product) => product[name] ?? (catalogOf(product['id'] as string) as Record<string, unknown>)[name];
}
