import { addressLines, printable } from '../labels/label-text.ts';
import type { Address } from '../addresses/address.ts';

/** A US letter page. */
const PAGE = { width: 612, height: 792 };
const MARGIN = 48;
const LINE = 14;
const ROWS_ON_FIRST = 40;
const ROWS_ON_OTHERS = 46;
const UNPRINTABLE = /[^\u0020-\u007e\u00a0-\u00ff]/g;

/** What a manifest shows; equal facts make equal bytes. */
export interface ManifestFacts {
  reference: string;
  carrierName: string;
  /** E.g. "2026-03-05". */
  shipDate: string;
  address: Address;
  trackingNumbers: readonly string[];
  /** One made in test mode says SAMPLE. */
  isTest: boolean;
}

/** Draws what is handed over with parcels, as a PDF: carrier, day, place, and the numbers of all parcels, with a line to sign on. */
export async function renderManifestPdf(manifest: ManifestFacts): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const { reference, carrierName, shipDate, address, trackingNumbers, isTest } = manifest;
  const doc = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    // Compressed bytes differ between versions of zlib; the file's id is a hash of the rest.
    compress: false,
    info: {
      Title: `Manifest ${reference}`,
      Producer: 'Waybill',
      Creator: 'Waybill',
      CreationDate: new Date(`${shipDate}T00:00:00Z`),
    },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  let y = MARGIN;
  const line = (text: string, size = 10): void => {
    doc.fontSize(size).text(shown(text), MARGIN, y, { lineBreak: false });
    y += LINE;
  };
  doc.font('Helvetica');
  line(`${carrierName}: manifest ${reference}${isTest ? ' (SAMPLE)' : ''}`, 14);
  line(`${shipDate}, ${trackingNumbers.length} ${trackingNumbers.length === 1 ? 'parcel' : 'parcels'}`);
  for (const part of addressLines(address)) line(part);
  line('Received by: ______________________________');
  y += LINE;
  const pages = pagesOf(trackingNumbers);
  pages.forEach((numbers, page) => {
    if (page > 0) {
      doc.addPage();
      y = MARGIN;
    }
    numbers.forEach((number) => line(number));
  });
  doc.end();
  return finished;
}

function pagesOf(numbers: readonly string[]): string[][] {
  const pages = [numbers.slice(0, ROWS_ON_FIRST)];
  for (let from = ROWS_ON_FIRST; from < numbers.length; from += ROWS_ON_OTHERS)
    pages.push(numbers.slice(from, from + ROWS_ON_OTHERS));
  return pages;
}

// The page goes with the parcels; what its typeface lacks is no reason to refuse it.
function shown(text: string): string {
  return printable(text).replaceAll(UNPRINTABLE, '?');
}
