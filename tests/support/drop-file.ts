/** Drops a file on a drop zone of the page, as a person does from a file manager. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** @param target the drop zone, or a control inside it. */
export const dropFile = async (page: Page, target: Locator, file: string): Promise<void> => {
  const dataTransfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name));
      return transfer;
    },
    { name: path.basename(file), base64: (await readFile(file)).toString('base64') },
  );
  await target.dispatchEvent('drop', { dataTransfer });
  await dataTransfer.dispose();
};
