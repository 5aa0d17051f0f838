import { env } from 'node:process'; // planted: environment

export const port = process.env.PORT ?? env['PORT']; // planted: environment
export const host = globalThis.process['env']['HOST']; // planted: environment
