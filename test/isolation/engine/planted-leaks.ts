import { defaultFieldResolver, type GraphQLField, type GraphQLFieldResolver, type GraphQLObjectType } from 'graphql';
import type { Identity } from '../../../contracts/identity/identity.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.ts';
import type { TestWorld } from '../../support/test-world.ts';

type Field = GraphQLField<unknown, RequestContext>;
type Resolve = GraphQLFieldResolver<unknown, RequestContext>;

/** A mistake put into a running subgraph, with the way to take it out again. */
export interface PlantedLeak {
  what: string;
  /** The operation or entity that leaks. */
  where: string;
  takeOut(): void;
}

/** Mistakes as they are made, one of each kind; each is to be found while it is in. */
export function leaks(world: TestWorld, owner: Identity): readonly (() => PlantedLeak)[] {
  const inTheOwnersName =
    (resolve: Resolve): Resolve =>
    (source, args, context, about) =>
      resolve(source, args, context.actAs(owner), about);
  return [
    () => plant(world, 'a query that forgets whose row it is', 'billing Query.entity', inTheOwnersName),
    () => plant(world, 'a list over all organizations', 'shipping Query.shipments', inTheOwnersName),
    () =>
      plant(world, 'a refusal that tells what exists', 'billing Query.invoice', (resolve) => async (...asked) => {
        const exists = await inTheOwnersName(resolve)(...asked);
        if (exists) throw new ConflictError('The invoice is not yours.');
        return null;
      }),
    () =>
      plant(
        world,
        'a change that is refused too late',
        'shipping Mutation.updateCarrierConnection',
        (resolve) =>
          async (...asked) => {
            await inTheOwnersName(resolve)(...asked);
            throw new NotFoundError('The connection', 'id');
          },
      ),
    () => plant(world, 'a change of what is another’s', 'billing Mutation.updateEntity', inTheOwnersName),
    () => plantReference(world, 'an entity looked up by its id alone', 'shipping Shipment', owner),
    () => plant(world, 'a field without its permission', 'billing Entity.billingEmail', () => () => 'bills@xqamberlive.example'),
    () => plant(world, 'a live field of another’s state', 'billing Subscription.billingStatusChanged', inTheOwnersName),
  ];
}

function plant(world: TestWorld, what: string, where: string, leak: (resolve: Resolve) => Resolve): PlantedLeak {
  const [subgraph = '', coordinate = ''] = where.split(' ');
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const field = typeIn(world, subgraph, typeName).getFields()[fieldName] as Field | undefined;
  if (!field) throw new Error(`there is no ${where}`);
  const { resolve, subscribe } = field;
  field.resolve = leak(resolve ?? defaultFieldResolver);
  if (subscribe) field.subscribe = leak(subscribe);
  return {
    what,
    where: coordinate,
    takeOut() {
      Object.assign(field, { resolve, subscribe });
    },
  };
}

interface ApolloExtension {
  subgraph: { resolveReference: (reference: unknown, context: RequestContext) => unknown };
}

function plantReference(world: TestWorld, what: string, where: string, owner: Identity): PlantedLeak {
  const [subgraph = '', typeName = ''] = where.split(' ');
  const { subgraph: extension } = typeIn(world, subgraph, typeName).extensions['apollo'] as ApolloExtension;
  const { resolveReference } = extension;
  extension.resolveReference = (reference, context) => resolveReference(reference, context.actAs(owner));
  return { what, where: typeName, takeOut: () => void (extension.resolveReference = resolveReference) };
}

function typeIn(world: TestWorld, subgraph: string, typeName: string): GraphQLObjectType<unknown, RequestContext> {
  return world.marketplace.subgraphs.get(subgraph)!.schema.schema.getType(typeName) as GraphQLObjectType<unknown, RequestContext>;
}
