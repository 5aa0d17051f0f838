export const plus = 1; // planted: module-shape
