/** Simulates a second display beside the kiosk's. */
import type { Kiosk } from '#tests/support/kiosk.ts';

/** Connects a display to the right of the kiosk's. */
export const connectDisplay = (kiosk: Kiosk): Promise<void> =>
  kiosk.evaluate(({ screen }) => {
    const primary = screen.getPrimaryDisplay();
    const { width, height } = primary.bounds;
    const second = { ...primary, id: primary.id + 1, bounds: { x: width, y: 0, width, height } };
    screen.getAllDisplays = () => [primary, second];
    screen.emit('display-added', {}, second);
  });
