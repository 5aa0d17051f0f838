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

/** The first page of a PDF in grey, as a printer would put it on paper. */
async function rasterOf(pdf: Buffer): Promise<Buffer> {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium');
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(pdf);
  try {
    const { data, width, height } = await document.getPage(0).render({ scale: DENSITY / PDF_UNITS_PER_INCH, render: 'bitmap' });
    const grey = new Uint8Array(width * height);
    // Black on white in four equal bytes a dot: any of the three colours is the grey.
    for (let dot = 0; dot < grey.length; dot += 1) grey[dot] = data[dot * 4]!;
    return Buffer.from(encode({ width, height, data: grey, channels: 1, depth: 8 }));
  } finally {
    document.destroy();
    library.destroy();
  }
}
