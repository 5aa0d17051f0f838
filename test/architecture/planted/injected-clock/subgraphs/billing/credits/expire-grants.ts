export const now = new Date(); // planted: injected-clock
export const milliseconds = Date.now(); // planted: injected-clock
export const text = Date(); // planted: injected-clock
export const christmas = new Date('2025-12-25');
