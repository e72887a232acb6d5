/** The open registration as main stores it, read over the page's bridge. */
import type { Page } from 'playwright-core';
import type { CardSide, PictureView } from '#shared/domain/registration.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';

export const pictureOf = (page: Page, side: CardSide): Promise<PictureView | null> =>
  page.evaluate(async (wanted) => {
    const { kiosk } = window as unknown as { kiosk: KioskBridge };
    const open = await kiosk.registration.current();
    return open.ok && open.data ? open.data.pictures[wanted] : null;
  }, side);
