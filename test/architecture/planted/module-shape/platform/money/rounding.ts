export const round = (amount: number): number => amount;
export { round as default }; // planted: module-shape
