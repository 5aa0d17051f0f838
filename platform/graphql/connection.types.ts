import { ArgsType, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import type { Page } from '../database/keyset.ts';
import { InheritsCacheHint, Shareable } from './federation.ts';

/** Where a page stands in the list. */
@Shareable()
@InheritsCacheHint()
@ObjectType('PageInfo', { description: 'Where a page stands in its list.' })
export class PageInfoType {
  @Field(() => Boolean, { description: 'Whether more rows follow this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether rows precede this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first row of the page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last row of the page.' })
  endCursor!: string | null;
}

/** Relay's paging arguments: `first`/`after` forwards, `last`/`before` backwards; 20 rows unless asked otherwise, 100 at most. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many rows from the start, 1 to 100; 20 when neither first nor last is given.',
  })
  first?: number;

  @Field(() => String, { nullable: true, description: 'Start after this cursor.' })
  after?: string;

  @Field(() => Int, { nullable: true, description: 'How many rows from the end, 1 to 100.' })
  last?: number;

  @Field(() => String, { nullable: true, description: 'End before this cursor.' })
  before?: string;
}

/** The shape of a connection class made by `connectionOf`. */
export interface ConnectionShape<Node> {
  edges: { node: Node; cursor: string }[];
  pageInfo: PageInfoType;
  countTotal: () => Promise<{ count: number; isExact: boolean }>;
}

/** Makes the edge and connection types of a node type. `totalCount` is counted only when it is selected. */
export function connectionOf<Node extends object>(nodeType: ClassType<Node>, name: string): ClassType<ConnectionShape<Node>> {
  @InheritsCacheHint()
  @ObjectType(`${name}Edge`, { description: `A ${name} in a list.` })
  class Edge {
    @Field(() => nodeType, { description: `The ${name} itself.` })
    node!: Node;

    @Field(() => String, { description: 'Its place in the list, for paging.' })
    cursor!: string;
  }

  @InheritsCacheHint()
  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.` })
  class Connection {
    @Field(() => [Edge], { description: 'The rows of the page.' })
    edges!: Edge[];

    @Field(() => PageInfoType, { description: 'Where the page stands in the list.' })
    pageInfo!: PageInfoType;

    countTotal!: () => Promise<{ count: number; isExact: boolean }>;

    @Field(() => Int, {
      description: 'How many rows the whole list has; exact up to 10,000, then 10,000 (see isTotalCountExact).',
    })
    async totalCount(): Promise<number> {
      return (await this.countTotal()).count;
    }

    @Field(() => Boolean, { description: 'Whether totalCount is exact; false when the list is longer than 10,000.' })
    async isTotalCountExact(): Promise<boolean> {
      return (await this.countTotal()).isExact;
    }
  }
  return Connection;
}

/** A page of rows as the connection class made by `connectionOf` wants it. */
export function toConnection<Row, Node extends object>(
  connectionType: ClassType<ConnectionShape<Node>>,
  page: Page<Row>,
  toNode: (row: Row) => Node,
): ConnectionShape<Node> {
  const edges = page.rows.map((row, index) => ({ node: toNode(row), cursor: page.cursors[index]! }));
  let counted: Promise<{ count: number; isExact: boolean }> | undefined;
  return Object.assign(Object.create(connectionType.prototype as object) as ConnectionShape<Node>, {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    countTotal: () => (counted ??= page.countTotal()),
  });
}
