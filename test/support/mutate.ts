import type { TestGateway } from './test-gateway.ts';

/** A mutation that must succeed: `input` goes into `<Field>Input`; answers what was selected of the payload. */
export async function mutate<Payload>(
  gateway: Pick<TestGateway, 'ask'>,
  token: string,
  call: { field: string; input: object; selection: string },
): Promise<Payload> {
  const { field, input, selection } = call;
  return gateway.ask<Payload>(
    `mutation ($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) { ${selection} errors { code field message } } }`,
    { token, variables: { input } },
  );
}
