/** Lines as they are to be written, and the size in points that makes them fit. */
export interface FittedBlock {
  size: number;
  lineHeight: number;
  lines: string[];
}

const SMALLEST = 4;
const LEADING = 1.15;

/**
 * Finds the largest type, from `size` down, at which lines fit a box; long ones are wrapped at blanks, over-long words
 * anywhere. Nothing is ever cut off: an address with its end missing is worse than a small one.
 */
export function fitBlock(
  lines: readonly string[],
  box: { width: number; height: number; size: number },
  widthOf: (text: string, size: number) => number,
): FittedBlock {
  for (let size = box.size; ; size -= 0.5) {
    const wrapped = lines.flatMap((line) => wrap(line, (text) => widthOf(text, size) <= box.width));
    const lineHeight = size * LEADING;
    if (wrapped.length * lineHeight <= box.height || size <= SMALLEST) return { size, lineHeight, lines: wrapped };
  }
}

function wrap(line: string, fits: (text: string) => boolean): string[] {
  if (fits(line)) return [line];
  const wrapped: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (fits(longer)) {
      current = longer;
      continue;
    }
    if (current !== '') wrapped.push(current);
    current = word;
    while (!fits(current) && current.length > 1) {
      let end = current.length - 1;
      while (end > 1 && !fits(current.slice(0, end))) end -= 1;
      wrapped.push(current.slice(0, end));
      current = current.slice(end);
    }
  }
  if (current !== '') wrapped.push(current);
  return wrapped;
}
