/** The day close: numbers that balance, and the print. */
import { axeFindings } from '#tests/support/axe.ts';
import { readFile } from 'node:fs/promises';
import { dayCategories } from '#shared/domain/outbox.ts';
import { expect, test, testLanguages } from './fixture.ts';
import { createFaultProxy } from '#tests/support/fault-proxy.ts';
import { fillOutbox } from './outbox-steps.ts';

for (const locale of testLanguages) {
  test(`the day close balances and is printed on one sheet (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    test.slow();
    const proxy = await createFaultProxy(service.url);
    const counter = await openSignedIn({ locale, baseUrl: proxy.url });
    const { kiosk, clerk } = counter;
    const all = await fillOutbox(counter, service, proxy.cut);
    await clerk.button('Day close').click();
    await expect(clerk.heading('Day close')).toBeVisible();
    const number = async (part: string): Promise<number> => {
      const text = (await kiosk.page.locator(`[data-total="${part}"]`).textContent()) ?? '';
      return Number(text.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6)));
    };
    await expect(kiosk.page.locator('[data-total="taken"]')).toHaveText(
      locale === 'en' ? '4' : '৪',
    );
    const parts = await Promise.all(dayCategories.map(number));
    expect(parts).toEqual([1, 1, 1, 0, 1, 0, 0, 0]);
    for (const reference of [all.refused, all.unknown, all.queued])
      await expect(
        kiosk.page.getByRole('region').getByText(reference, { exact: true }),
      ).toBeVisible();
    expect(await axeFindings(kiosk.page)).toEqual([]);
    await clerk.button('Print').click();
    await expect.poll(async () => (await kiosk.printed()).length).toBe(1);
    const pdf = (await readFile((await kiosk.printed())[0] ?? '')).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    const box = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf);
    // A4 in points, as near as printers name it.
    expect(Math.abs(Number(box?.[1]) - 595.3)).toBeLessThan(1);
    expect(Math.abs(Number(box?.[2]) - 841.9)).toBeLessThan(1);
    await proxy.close().catch(() => undefined);
  });
}
