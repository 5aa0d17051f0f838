/** What is asked: the operation's text comes in many variants and the variables never repeat, so that no cache of results helps. */
export interface Scenario {
  name: string;
  body(index: number): { query: string; variables: Record<string, unknown> };
}

const VARIANTS = 20;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: '50 entities over 3 subgraphs',
    body: (index) => ({
      query: `query Page($first: Int!, $after: Int!) { page${index % VARIANTS}: products(first: $first, after: $after) {
        id name sku price { amount currency } inStock warehouse { code city } rating topReview { title author } } }`,
      variables: { first: 50, after: index * 50 },
    }),
  },
  {
    name: '200 lines over 10 distinct entities',
    body: (index) => ({
      query: `query Lines($id: ID!) { order${index % VARIANTS}: order(id: $id) { id lines { id quantity note
        product { id name price { amount currency } rating topReview { title } } } } }`,
      variables: { id: `o_${index}` },
    }),
  },
  {
    name: 'a mutation',
    body: (index) => ({
      query: `mutation Rename($input: RenameProductInput!) { renamed${index % VARIANTS}: renameProduct(input: $input) {
        product { id name inStock rating } errors { code field message } } }`,
      variables: { input: { id: `p_${index}`, name: `Name ${index}` } },
    }),
  },
];
