import { printedTrackingNumber } from '../trackers/tracking-number.ts';
import { barcodeText } from './label-barcode.ts';
import type { LabelFacts } from './label-facts.ts';
import { addressLines, assertLabelPrintable, poundsAndOunces, printable, routingOf } from './label-text.ts';

/** 4 by 6 inches at 203 dots an inch. */
const PAGE = { width: 812, height: 1218 };
const MARGIN = 34;
const BARCODE_MODULE_DOTS = 3;
const BARCODE_HEIGHT = 186;

/**
 * Writes the label of `renderLabelPdf` in ZPL II, for thermal printers of 203 dots an inch: the printer draws type and barcode itself. The
 * same facts give the same bytes. Throws ValidationError where a text cannot be printed.
 */
export function renderLabelZpl(label: LabelFacts): Buffer {
  assertLabelPrintable(label);
  const { position, count } = label.parcel ?? { position: 1, count: 1 };
  const commands = [
    '^XA',
    '^CI28',
    `^PW${PAGE.width}`,
    `^LL${PAGE.height}`,
    ...(label.isTest ? [text('SAMPLE', { x: 120, y: 520, size: 150 })] : []),
    box(MARGIN, MARGIN, 134, 134),
    text(printable(label.serviceName).slice(0, 1).toUpperCase(), { x: MARGIN + 34, y: MARGIN + 22, size: 100 }),
    lines([label.carrierName.toUpperCase(), label.serviceName.toUpperCase()], { x: 196, y: 48, width: 580, size: 46 }),
    rule(186),
    lines(addressLines(label.from), { x: MARGIN, y: 200, width: 480, size: 24 }),
    lines([`Ship date: ${label.shippedOn}`, `Weight: ${poundsAndOunces(label.weightOunces)}`, `Parcel ${position} of ${count}`], {
      x: 540,
      y: 200,
      width: 250,
      size: 22,
    }),
    rule(372),
    text('SHIP TO:', { x: MARGIN, y: 388, size: 24 }),
    lines(
      addressLines(label.to).map((line) => line.toUpperCase()),
      { x: 84, y: 428, width: 694, size: 36 },
    ),
    text(routingOf(label.to), { x: 84, y: 710, size: 80 }),
    rule(812),
    lines([`${label.carrierName.toUpperCase()} TRACKING #`], { x: 0, y: 832, width: PAGE.width, size: 26, isCentred: true }),
    barcode(label),
    lines([printedTrackingNumber(label.trackingNumber)], { x: 0, y: 1078, width: PAGE.width, size: 34, isCentred: true }),
    rule(1128),
    ...(label.reference ? [lines([`Ref: ${label.reference}`], { x: MARGIN, y: 1144, width: 370, size: 26 })] : []),
    ...(label.isTest ? [text('SAMPLE - NOT VALID AS POSTAGE', { x: 420, y: 1146, size: 22 })] : []),
    '^XZ',
  ];
  return Buffer.from(`${commands.join('\n')}\n`, 'utf8');
}

/** GS1-128 as the printer makes it: the application identifiers in brackets become its separators. */
function barcode(label: LabelFacts): string {
  const content = barcodeText(label);
  const symbols = 3 + Math.ceil(content.replaceAll(/\D/g, '').length / 2) + (content.startsWith('(420)') ? 1 : 0);
  const width = (symbols * 11 + 13) * BARCODE_MODULE_DOTS;
  const x = Math.max(MARGIN, Math.round((PAGE.width - width) / 2));
  return `^FO${x},876^BY${BARCODE_MODULE_DOTS}^BCN,${BARCODE_HEIGHT},N,N,N,D^FD${content}^FS`;
}

function text(content: string, { x, y, size }: { x: number; y: number; size: number }): string {
  return `^FO${x},${y}^A0N,${size},${size}^FH_^FD${escaped(content)}^FS`;
}

/** Lines one below the other, each cut by the printer at the width of its box, never beyond it. */
function lines(
  contents: readonly string[],
  { x, y, width, size, isCentred = false }: { x: number; y: number; width: number; size: number; isCentred?: boolean },
): string {
  const height = Math.round(size * 1.15);
  return contents
    .map((content) => {
      // The printer's own type is about half as wide as it is high.
      const fitting = Math.min(size, Math.floor(width / Math.max(1, content.length) / 0.52));
      return { content, size: Math.max(12, fitting) };
    })
    .map((line, index) => {
      const place = `^FO${x},${y + index * height}^A0N,${line.size},${line.size}^FB${width},1,0,${isCentred ? 'C' : 'L'}`;
      return `${place}^FH_^FD${escaped(printable(line.content))}^FS`;
    })
    .join('\n');
}

function rule(y: number): string {
  return `^FO0,${y}^GB${PAGE.width},4,4^FS`;
}

function box(x: number, y: number, width: number, height: number): string {
  return `^FO${x},${y}^GB${width},${height},4^FS`;
}

/** What would be a command to the printer, as the hexadecimal of its bytes. */
function escaped(content: string): string {
  return content.replaceAll(/[\^~_\\]/g, (sign) => `_${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
