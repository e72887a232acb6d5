/** Reads the open registration over the page's bridge, as the main process stores it. */
import type { Page } from 'playwright-core';
import type { CardSide, PictureView } from '#shared/domain/registration.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';

export const readPicture = (page: Page, side: CardSide): Promise<PictureView | null> =>
  page.evaluate(async (cardSide) => {
    const { kiosk } = window as unknown as { kiosk: KioskBridge };
    const current = await kiosk.registration.current();
    return current.ok && current.data ? current.data.pictures[cardSide] : null;
  }, side);
