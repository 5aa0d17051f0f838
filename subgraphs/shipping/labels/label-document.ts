import { renderPdf, type PdfCanvas } from '../documents/render-pdf.ts';
import { printedTrackingNumber } from '../trackers/tracking-number.ts';
import { barcodeModules } from './label-barcode.ts';
import { fitBlock } from './fit-block.ts';
import type { LabelFacts } from './label-facts.ts';
import { addressLines, assertLabelPrintable, poundsAndOunces, printable, routingOf } from './label-text.ts';

/** 4 by 6 inches. */
const PAGE = { width: 288, height: 432 };
const MARGIN = 12;
/** Three dots of a 203 dpi thermal printer: bars fall on dots, and the widest code leaves its quiet zones. */
const DOT_POINTS = 72 / 203;
const MODULE_POINTS = 3 * DOT_POINTS;
const QUIET_MODULES = 10;
const REGULAR = 'Helvetica';
const BOLD = 'Helvetica-Bold';

/**
 * Draws a 4 × 6 inch shipping label as a PDF with a GS1-128 barcode in vectors. The same facts give the same bytes. Throws
 * ValidationError where a text cannot be printed (see assertLabelPrintable, which can be asked before anything is bought).
 */
export async function renderLabelPdf(label: LabelFacts): Promise<Buffer> {
  assertLabelPrintable(label);
  const modules = await barcodeModules(label);
  const title = `Label ${label.trackingNumber}`;
  return renderPdf({ title, day: label.shippedOn, size: PAGE }, (doc) => {
    if (label.isTest) drawWatermark(doc);
    drawService(doc, label);
    drawSender(doc, label);
    drawRecipient(doc, label);
    drawBarcode(doc, label, modules);
    drawFooter(doc, label);
  });
}

function drawWatermark(doc: PdfCanvas): void {
  doc.save().rotate(-35, { origin: [PAGE.width / 2, 210] });
  doc
    .font(BOLD)
    .fontSize(64)
    .fillColor('#d9d9d9')
    .text('SAMPLE', 0, 186, { width: PAGE.width, align: 'center', lineBreak: false });
  doc.restore();
}

function drawService(doc: PdfCanvas, label: LabelFacts): void {
  const service = printable(label.serviceName);
  doc.fillColor('#000000').lineWidth(1.5).rect(MARGIN, MARGIN, 48, 48).stroke();
  doc
    .font(BOLD)
    .fontSize(38)
    .text(service.slice(0, 1).toUpperCase(), MARGIN, MARGIN + 10, { width: 48, align: 'center', lineBreak: false });
  block(doc, [printable(label.carrierName).toUpperCase(), service.toUpperCase()], {
    x: 70,
    y: MARGIN + 4,
    width: 204,
    height: 40,
    size: 17,
    font: BOLD,
  });
  rule(doc, 66);
}

function drawSender(doc: PdfCanvas, label: LabelFacts): void {
  block(doc, addressLines(label.from), { x: MARGIN, y: 72, width: 172, height: 56, size: 8, font: REGULAR });
  const { position, count } = label.parcel ?? { position: 1, count: 1 };
  const facts = [
    `Ship date: ${label.shippedOn}`,
    `Weight: ${poundsAndOunces(label.weightOunces)}`,
    `Parcel ${position} of ${count}`,
  ];
  block(doc, facts, { x: 192, y: 72, width: 84, height: 56, size: 8, font: REGULAR });
  rule(doc, 132);
}

function drawRecipient(doc: PdfCanvas, label: LabelFacts): void {
  block(doc, ['SHIP TO:'], { x: MARGIN, y: 138, width: 48, height: 12, size: 8, font: BOLD });
  block(
    doc,
    addressLines(label.to).map((line) => line.toUpperCase()),
    { x: 30, y: 152, width: 246, height: 96, size: 13, font: REGULAR },
  );
  block(doc, [routingOf(label.to)], { x: 30, y: 250, width: 246, height: 36, size: 32, font: BOLD });
  rule(doc, 288);
}

function drawBarcode(doc: PdfCanvas, label: LabelFacts, modules: readonly number[]): void {
  const total = modules.reduce((sum, width) => sum + width, 0);
  const top = 310;
  const height = 66;
  const left = Math.round((PAGE.width - total * MODULE_POINTS) / 2 / DOT_POINTS) * DOT_POINTS;
  const quiet = QUIET_MODULES * MODULE_POINTS;
  doc
    .font(BOLD)
    .fontSize(9)
    .text(`${printable(label.carrierName).toUpperCase()} TRACKING #`, 0, 296, {
      width: PAGE.width,
      align: 'center',
      lineBreak: false,
    });
  doc.rect(left - quiet, top, total * MODULE_POINTS + 2 * quiet, height).fill('#ffffff');
  let x = left;
  modules.forEach((width, index) => {
    if (index % 2 === 0) doc.rect(x, top, width * MODULE_POINTS, height);
    x += width * MODULE_POINTS;
  });
  doc.fill('#000000');
  doc.fontSize(12).text(printedTrackingNumber(label.trackingNumber), 0, top + height + 6, {
    width: PAGE.width,
    align: 'center',
    lineBreak: false,
  });
}

function drawFooter(doc: PdfCanvas, label: LabelFacts): void {
  rule(doc, 400);
  const lines = label.reference ? [`Ref: ${printable(label.reference)}`] : [];
  block(doc, lines, {
    x: MARGIN,
    y: 405,
    width: label.isTest ? 130 : PAGE.width - 2 * MARGIN,
    height: 20,
    size: 9,
    font: REGULAR,
  });
  if (label.isTest)
    block(doc, ['SAMPLE - NOT VALID AS POSTAGE'], { x: 146, y: 405, width: 130, height: 20, size: 8, font: BOLD });
}

function rule(doc: PdfCanvas, y: number): void {
  doc.lineWidth(1.5).moveTo(0, y).lineTo(PAGE.width, y).stroke('#000000');
}

/** Writes lines into a box, as large as `size` allows, smaller and wrapped where they would not fit. */
function block(
  doc: PdfCanvas,
  lines: readonly string[],
  box: { x: number; y: number; width: number; height: number; size: number; font: string },
): void {
  doc.font(box.font).fillColor('#000000');
  const fitted = fitBlock(lines, box, (text, size) => doc.fontSize(size).widthOfString(text));
  doc.fontSize(fitted.size);
  fitted.lines.forEach((line, index) => doc.text(line, box.x, box.y + index * fitted.lineHeight, { lineBreak: false }));
}
