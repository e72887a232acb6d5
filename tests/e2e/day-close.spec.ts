/** Tests that the totals of the day close balance and that it is printed on one sheet. */
import { findAxeViolations } from '#tests/support/axe.ts';
import { readFile } from 'node:fs/promises';
import { dayCategories } from '#shared/domain/day-close.ts';
import { expect, test, testLanguages } from './fixture.ts';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import { fillOutbox } from './outbox-steps.ts';

/** The size of A4 in points. A printed page may differ by less than a point. */
const A4_PT = { width: 595.3, height: 841.9 };

for (const locale of testLanguages) {
  test(`the day close balances and is printed on one sheet (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    test.slow();
    const proxy = await startFaultProxy(service.url);
    const counter = await openSignedIn({ locale, baseUrl: proxy.url });
    const { kiosk, clerk } = counter;
    const references = await fillOutbox(counter, service, proxy.cut);
    await clerk.button('Day close').click();
    await expect(clerk.heading('Day close')).toBeVisible();
    const readTotal = async (category: string): Promise<number> => {
      const text = (await kiosk.page.locator(`[data-total="${category}"]`).textContent()) ?? '';
      return Number(text.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6)));
    };
    await expect(kiosk.page.locator('[data-total="taken"]')).toHaveText(
      locale === 'en' ? '4' : '৪',
    );
    const totals = await Promise.all(dayCategories.map(readTotal));
    expect(totals).toEqual([1, 1, 1, 0, 1, 0, 0, 0]);
    for (const reference of [references.refused, references.unknown, references.queued])
      await expect(
        kiosk.page.getByRole('region').getByText(reference, { exact: true }),
      ).toBeVisible();
    expect(await findAxeViolations(kiosk.page)).toEqual([]);
    await clerk.button('Print').click();
    await expect.poll(async () => (await kiosk.printed()).length).toBe(1);
    const pdf = (await readFile((await kiosk.printed())[0] ?? '')).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    const mediaBox = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf);
    expect(Math.abs(Number(mediaBox?.[1]) - A4_PT.width)).toBeLessThan(1);
    expect(Math.abs(Number(mediaBox?.[2]) - A4_PT.height)).toBeLessThan(1);
    await proxy.close().catch(() => undefined);
  });
}
