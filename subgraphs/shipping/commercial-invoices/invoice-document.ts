import { renderPdf, type PdfCanvas } from '../documents/render-pdf.ts';
import { fitBlock } from '../labels/fit-block.ts';
import { addressLines, printable } from '../labels/label-text.ts';
import type { Address } from '../addresses/address.ts';
import type { CommercialInvoice } from './commercial-invoice.ts';
import { drawTable, type Column, type Sheet } from './invoice-table.ts';
import { assertInvoicePrintable } from './invoice-text.ts';

const LETTER = { width: 612, height: 792 };
const A4 = { width: 595.28, height: 841.89 };
/** Where paper is cut in inches. */
const LETTER_COUNTRIES: ReadonlySet<string> = new Set(['US', 'PR', 'CA', 'MX']);
const MARGIN = 40;
const REGULAR = 'Helvetica';
const BOLD = 'Helvetica-Bold';

const REASONS: Readonly<Record<CommercialInvoice['contents'], string>> = {
  merchandise: 'Sale',
  gift: 'Gift',
  documents: 'Documents',
  sample: 'Sample',
  returned_goods: 'Returned goods',
  other: 'Other',
};
const TERMS: Readonly<Record<CommercialInvoice['incoterm'], string>> = {
  DDU: 'DDU - the consignee pays duties and taxes',
  DDP: 'DDP - the exporter pays duties and taxes',
};

/**
 * Draws a commercial invoice as a PDF, on paper as the exporter has it. The same invoice gives the same bytes. Throws ValidationError where
 * a text cannot be printed.
 */
export async function renderInvoicePdf(invoice: CommercialInvoice): Promise<Buffer> {
  assertInvoicePrintable(invoice);
  const size = LETTER_COUNTRIES.has(invoice.exporter.country) ? LETTER : A4;
  const facts = { title: `Commercial invoice ${printable(invoice.number)}`, day: invoice.day, size, hasLaterPages: true };
  return renderPdf(facts, (canvas) => {
    const sheet: Sheet = { canvas, ...size, margin: MARGIN, y: MARGIN };
    drawHead(sheet, invoice);
    drawGoods(sheet, invoice);
    drawParcels(sheet, invoice);
    drawSignature(sheet, invoice);
    finishPages(sheet, invoice);
  });
}

function drawHead(sheet: Sheet, invoice: CommercialInvoice): void {
  const { canvas, width } = sheet;
  write(canvas, 'COMMERCIAL INVOICE', { x: MARGIN, y: sheet.y, size: 18, font: BOLD });
  sheet.y += 30;
  const half = (width - 2 * MARGIN) / 2;
  const facts = [
    `Invoice number: ${printable(invoice.number)}`,
    `Date: ${invoice.day}`,
    `Tracking number: ${invoice.parcels[0]!.trackingNumber}`,
    `Carrier: ${printable(invoice.carrierName)}, ${printable(invoice.serviceName)}`,
    `Reason for export: ${REASONS[invoice.contents]}`,
    `Terms of trade: ${TERMS[invoice.incoterm]}`,
    `Currency: ${invoice.totalValue.currency}`,
  ];
  sheet.y = block(sheet, facts, { x: MARGIN, width: 2 * half, title: null }) + 10;
  const bottom = Math.max(
    block(sheet, partyLines(invoice.exporter), { x: MARGIN, width: half - 10, title: 'EXPORTER' }),
    block(sheet, partyLines(invoice.consignee), { x: MARGIN + half, width: half - 10, title: 'CONSIGNEE' }),
  );
  sheet.y = bottom + 14;
}

function partyLines(address: Address): string[] {
  return [...addressLines(address), ...[address.phone, address.email].flatMap((text) => (text ? [printable(text)] : []))];
}

function drawGoods(sheet: Sheet, invoice: CommercialInvoice): void {
  const hasParcels = invoice.lines.some(({ parcelPosition }) => parcelPosition !== undefined);
  const columns: Column[] = [
    { title: 'Goods', share: 30 },
    ...(hasParcels ? [{ title: 'Parcel', share: 7, isFigure: true }] : []),
    { title: 'HS code', share: 13 },
    { title: 'Origin', share: 7 },
    { title: 'Quantity', share: 9, isFigure: true },
    { title: 'Net kg', share: 12, isFigure: true },
    { title: 'Unit value', share: 15, isFigure: true },
    { title: 'Value', share: 15, isFigure: true },
  ];
  const rows = invoice.lines.map((line) => [
    printable(line.description),
    ...(hasParcels ? [line.parcelPosition?.toString() ?? ''] : []),
    line.hsCode,
    line.originCountry,
    String(line.quantity),
    line.netKilograms,
    line.unitValue.toDecimalString(),
    line.value.toDecimalString(),
  ]);
  const { totalQuantity, netKilograms, totalValue } = invoice;
  const total = ['TOTAL', ...(hasParcels ? [''] : []), '', '', String(totalQuantity), netKilograms, '', totalValue.toString()];
  drawTable(sheet, columns, rows, total);
}

function drawParcels(sheet: Sheet, { parcels, grossKilograms }: CommercialInvoice): void {
  const columns: Column[] = [
    { title: 'Parcel', share: 20 },
    { title: 'Tracking number', share: 50 },
    { title: 'Gross kg', share: 30, isFigure: true },
  ];
  const rows = parcels.map((parcel) => [`${parcel.position} of ${parcels.length}`, parcel.trackingNumber, parcel.grossKilograms]);
  drawTable(sheet, columns, rows, ['TOTAL', '', grossKilograms]);
}

const SIGNATURE_HEIGHT = 70;

function drawSignature(sheet: Sheet, invoice: CommercialInvoice): void {
  const { canvas, height } = sheet;
  if (sheet.y + SIGNATURE_HEIGHT > height - 2 * MARGIN) {
    canvas.addPage();
    sheet.y = MARGIN;
  }
  const lines = [
    'I declare that all information on this invoice is true and correct.',
    '',
    `Signed: ${printable(invoice.signer)}`,
    `Date: ${invoice.day}`,
  ];
  sheet.y = block(sheet, lines, { x: MARGIN, width: sheet.width - 2 * MARGIN, title: null });
}

// Which page of how many is known when all of them are drawn.
function finishPages({ canvas, width, height }: Sheet, { isTest }: CommercialInvoice): void {
  const { count } = canvas.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    canvas.switchToPage(page);
    write(canvas, `Page ${page + 1} of ${count}`, { x: MARGIN, y: height - MARGIN, size: 8, font: REGULAR });
    if (isTest) write(canvas, 'SAMPLE - NO COMMERCIAL VALUE', { x: width - 190, y: MARGIN + 4, size: 9, font: BOLD });
  }
}

/** Writes a title and lines below each other; answers where they end. */
function block(
  { canvas, y }: Sheet,
  lines: readonly string[],
  { x, width, title }: { x: number; width: number; title: string | null },
): number {
  if (title) write(canvas, title, { x, y, size: 8, font: BOLD });
  canvas.font(REGULAR);
  const box = { width, height: Number.MAX_SAFE_INTEGER, size: 9 };
  const fitted = fitBlock(lines, box, (text, size) => canvas.fontSize(size).widthOfString(text));
  const top = y + (title ? 12 : 0);
  fitted.lines.forEach((line, index) =>
    write(canvas, line, { x, y: top + index * fitted.lineHeight, size: fitted.size, font: REGULAR }),
  );
  return top + fitted.lines.length * fitted.lineHeight;
}

function write(canvas: PdfCanvas, text: string, at: { x: number; y: number; size: number; font: string }): void {
  canvas.font(at.font).fontSize(at.size).fillColor('#000000').text(text, at.x, at.y, { lineBreak: false });
}
