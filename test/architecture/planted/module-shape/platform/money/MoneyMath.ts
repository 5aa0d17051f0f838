export const minus = 1; // planted: module-shape
