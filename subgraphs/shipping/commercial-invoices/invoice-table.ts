import type { PdfCanvas } from '../documents/render-pdf.ts';
import { fitBlock } from '../labels/fit-block.ts';

/** The page that is being drawn, and how far down. */
export interface Sheet {
  canvas: PdfCanvas;
  width: number;
  height: number;
  margin: number;
  y: number;
}

/** A column of a table. */
export interface Column {
  title: string;
  /** Of the width, in relation to the others. */
  share: number;
  /** Whether it is written to the right. */
  isFigure?: boolean;
}

const REGULAR = 'Helvetica';
const BOLD = 'Helvetica-Bold';
const SIZE = 8;
const GAP = 6;

/** Draws a table with its titles on each page that it goes over; long texts are wrapped, nothing is cut off. */
export function drawTable(
  sheet: Sheet,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total: readonly string[],
): void {
  const { height, margin } = sheet;
  const bottom = height - 2 * margin;
  const cells = placesOf(sheet, columns);
  drawTitles(sheet, columns, cells);
  for (const [index, row] of [...rows, total].entries()) {
    const font = index === rows.length ? BOLD : REGULAR;
    const wrapped = cells.map((cell, column) => wrap(sheet.canvas, row[column]!, { width: cell.width, font }));
    const lineHeight = wrapped[0]!.lineHeight;
    const rowHeight = Math.max(...wrapped.map(({ lines }) => lines.length)) * lineHeight + GAP;
    if (sheet.y + rowHeight > bottom) {
      sheet.canvas.addPage();
      sheet.y = margin + 24;
      drawTitles(sheet, columns, cells);
    }
    wrapped.forEach(({ lines }, column) =>
      lines.forEach((line, place) => writeCell(sheet, line, { ...cells[column]!, font, down: place * lineHeight })),
    );
    sheet.y += rowHeight;
  }
  sheet.y += 14;
}

interface Cell {
  x: number;
  width: number;
  isFigure: boolean;
}

function placesOf({ width, margin }: Sheet, columns: readonly Column[]): Cell[] {
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  let x = margin;
  return columns.map(({ share, isFigure = false }) => {
    const whole = ((width - 2 * margin) * share) / all;
    const cell = { x, width: whole - GAP, isFigure };
    x += whole;
    return cell;
  });
}

function drawTitles(sheet: Sheet, columns: readonly Column[], cells: readonly Cell[]): void {
  const { canvas, width, margin } = sheet;
  columns.forEach(({ title }, column) => writeCell(sheet, title, { ...cells[column]!, font: BOLD, down: 0 }));
  sheet.y += SIZE + GAP;
  canvas
    .lineWidth(0.75)
    .moveTo(margin, sheet.y - 3)
    .lineTo(width - margin, sheet.y - 3)
    .stroke('#000000');
  sheet.y += 2;
}

function wrap(canvas: PdfCanvas, text: string, { width, font }: { width: number; font: string }): ReturnType<typeof fitBlock> {
  canvas.font(font);
  const box = { width, height: Number.MAX_SAFE_INTEGER, size: SIZE };
  return fitBlock([text], box, (line, size) => canvas.fontSize(size).widthOfString(line));
}

function writeCell({ canvas, y }: Sheet, text: string, at: Cell & { font: string; down: number }): void {
  canvas.font(at.font).fontSize(SIZE).fillColor('#000000');
  canvas.text(text, at.x, y + at.down, { width: at.width, align: at.isFigure ? 'right' : 'left', lineBreak: false });
}
