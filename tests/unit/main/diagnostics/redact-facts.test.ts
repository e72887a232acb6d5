import { describe, expect, it } from 'vitest';
import { redactFacts } from '#main/diagnostics/redact-facts.ts';

describe('redactFacts', () => {
  it.each([
    ['C:\\Users\\Rahim Uddin\\AppData\\kiosk', '~\\AppData\\kiosk'],
    ['D:\\Users\\clerk, 12 GB free', '~, 12 GB free'],
    ['/home/rahim/kiosk (ext4)', '~/kiosk (ext4)'],
    ['http://clerk:secret@proxy.example:8080', 'http://proxy.example:8080'],
    ['scanner of ০১৩০০ ০০১২৩৪', 'scanner of •••'],
    ['LiDE 300, serial 12345678', 'LiDE 300, serial •••'],
    ['600 dpi, port 8080', '600 dpi, port 8080'],
  ])('turns "%s" into "%s"', (facts, expected) => {
    expect(redactFacts(facts, '/home/kiosk')).toBe(expected);
  });

  it('replaces the home folder of the account that runs the app', () => {
    expect(redactFacts('/var/lib/kiosk/data', '/var/lib/kiosk')).toBe('~/data');
  });
});
