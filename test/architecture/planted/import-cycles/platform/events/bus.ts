import { consumer } from './consumer.ts'; // planted: import-cycles

export const Bus = [consumer];
export interface Bus {
  name: string;
}
