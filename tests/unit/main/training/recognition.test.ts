import { afterAll, describe, expect, it } from 'vitest';
import { createRecognition } from '#main/training/recognition.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';
import { customerFor, inventedCustomers, loadSample } from './invented-customers.ts';

const { imaging, card, stop } = startImagingProcess();
afterAll(stop);

describe('createRecognition', () => {
  it('returns the customer of an uploaded front among those whose cards were scanned', async () => {
    const recognition = createRecognition(imaging, loadSample);
    for (const customer of inventedCustomers) recognition.addScanned(customer);
    for (const customer of inventedCustomers) {
      const { jpeg } = await card(await loadSample(customer.pictures.front), { side: 'front' });
      expect((await recognition.customerOf(jpeg))?.practice).toBe(customer.practice);
    }
    expect(await recognition.customerOf(await loadSample('smart-photo.jpg'))).toBeNull();
  });

  it('returns no customer for a card that was not scanned', async () => {
    const recognition = createRecognition(imaging, loadSample);
    recognition.addScanned(customerFor('reading'));
    expect(
      await recognition.customerOf(await loadSample(customerFor('address').pictures.front)),
    ).toBeNull();
  });
});
