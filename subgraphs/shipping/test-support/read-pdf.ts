import { PDFiumLibrary } from '@hyzyla/pdfium';

/** The text of each page of a PDF, as a reader sees it. */
export async function pagesOf(pdf: Buffer): Promise<string[]> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(pdf);
  try {
    return Array.from({ length: document.getPageCount() }, (_, index) => document.getPage(index).getText());
  } finally {
    document.destroy();
    library.destroy();
  }
}
