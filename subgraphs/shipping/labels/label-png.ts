import type { PDFiumLibrary } from '@hyzyla/pdfium';
import { encode } from 'fast-png';
import type { LabelFacts } from './label-facts.ts';
import { renderLabelPdf } from './label-document.ts';

/** Dots an inch: of the usual thermal printer, so that bars fall on its dots. */
const DENSITY = 203;
const PDF_UNITS_PER_INCH = 72;

/** Draws the label of `renderLabelPdf` as a PNG of 812 × 1218 dots. The same facts give the same bytes. */
export async function renderLabelPng(label: LabelFacts): Promise<Buffer> {
  return rasterOf(await renderLabelPdf(label));
}

/** Loaded when somebody first wants a picture, and kept: to load it takes longer than to draw one. */
let renderer: Promise<PDFiumLibrary> | undefined;

async function loadRenderer(): Promise<PDFiumLibrary> {
  const { PDFiumLibrary: library } = await import('@hyzyla/pdfium');
  return library.init();
}

/** The first page of a PDF in grey, as a printer would put it on paper. */
async function rasterOf(pdf: Buffer): Promise<Buffer> {
  renderer ??= loadRenderer();
  const document = await (await renderer).loadDocument(pdf);
  try {
    const page = document.getPage(0);
    const { data, width, height } = await page.render({
      scale: DENSITY / PDF_UNITS_PER_INCH,
      render: 'bitmap',
      colorSpace: 'Gray',
    });
    return Buffer.from(encode({ width, height, data: data.slice(), channels: 1, depth: 8 }));
  } finally {
    document.destroy();
  }
}
