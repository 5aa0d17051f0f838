/* planted: module-shape */ export * from './money.ts'; // planted: module-shape
