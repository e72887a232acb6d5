import { describe, expect, it } from 'vitest';
import { readSettings } from '#tests/support/standin/settings.ts';

describe('settings', () => {
  it('refuse invalid values', () => {
    expect(() => readSettings({ STANDIN_WINDOW: 'big' })).toThrow('STANDIN_WINDOW');
    expect(() => readSettings({ STANDIN_CAMERA: '/nowhere.mjpeg' })).toThrow('STANDIN_CAMERA');
    expect(readSettings({ STANDIN_WINDOW: '1920x1080' }).window).toEqual({
      width: 1920,
      height: 1080,
    });
  });
});
