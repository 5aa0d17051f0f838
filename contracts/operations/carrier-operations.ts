import { z } from 'zod';

/**
 * Makes carriers usable in the tenant and mode of the identity in whose name it is called, as far as the platform can by itself: the
 * published price list of a carrier is stored as a rate sheet. What is there already stays; asking again changes nothing.
 */
export const SetUpCarriers = {
  subgraph: 'shipping',
  field: 'setUpCarriers',
  document: `mutation SetUpCarriers($input: SetUpCarriersInput!) { setUpCarriers(input: $input) { carriers { carrier isReady } errors { code field message } } }`,
  input: z.object({ carriers: z.array(z.string()) }),
  output: z.object({
    /** One a carrier that was named; not ready is one that an organization has to connect with an account of its own. */
    carriers: z.array(z.object({ carrier: z.string(), isReady: z.boolean() })),
  }),
};

/** The services that can be quoted in the tenant and mode of the identity in whose name it is called, with their carriers. */
export const ListOfferedServices = {
  subgraph: 'shipping',
  field: 'offeredServices',
  document: `query ListOfferedServices { offeredServices { carrierName service } }`,
  input: z.object({}),
  output: z.array(z.object({ carrierName: z.string(), service: z.string() })),
};
