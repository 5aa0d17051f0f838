/** What a PDF is drawn on. */
export type PdfCanvas = PDFKit.PDFDocument;

/** Draws a PDF whose bytes follow from what is drawn, its title and its day (YYYY-MM-DD) alone. Sizes are in points. */
export async function renderPdf(
  facts: { title: string; day: string; size: { width: number; height: number }; hasLaterPages?: boolean },
  draw: (canvas: PdfCanvas) => void,
): Promise<Buffer> {
  // Loading the code takes a tenth of a second, which a process that draws nothing need not pay.
  const { default: PDFDocument } = await import('pdfkit');
  const canvas = new PDFDocument({
    size: [facts.size.width, facts.size.height],
    margin: 0,
    // Compressed bytes differ between versions of zlib.
    compress: false,
    bufferPages: facts.hasLaterPages ?? false,
    // The file's id is a hash of these.
    info: {
      Title: facts.title,
      Producer: 'Waybill',
      Creator: 'Waybill',
      CreationDate: new Date(`${facts.day}T00:00:00Z`),
    },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    canvas.on('data', (chunk: Buffer) => chunks.push(chunk));
    canvas.on('end', () => resolve(Buffer.concat(chunks)));
    canvas.on('error', reject);
  });
  draw(canvas);
  canvas.end();
  return finished;
}
