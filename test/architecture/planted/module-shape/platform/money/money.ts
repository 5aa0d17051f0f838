export { round as roundHalfUp } from './rounding.ts'; // planted: module-shape
export default class Money {} // planted: module-shape
