/** Parses the options of SANE devices from `scanimage --all-options`, and the messages about rejected options. */

export interface DeviceOptions {
  /** Value of `--mode` for colour; null when the device has none. */
  readonly colourMode: string | null;
  /** Largest scan area in millimetres, as written in the listing; null when the device has no selectable area. */
  readonly glassMm: { readonly width: string; readonly height: string } | null;
}

const parseColourMode = (listing: string): string | null => {
  const values =
    /^\s+--mode (.+?)(?: \[[^[\]]*(?:\[[^\]]*\])?\])?$/m.exec(listing)?.[1]?.split('|') ?? [];
  return (
    values.find((value) => value === 'Color') ??
    values.find((value) => /colou?r/i.test(value)) ??
    null
  );
};

const parseGlassMm = (listing: string): DeviceOptions['glassMm'] => {
  const max = (option: string): string | undefined =>
    new RegExp(`^\\s+-${option} [\\d.]+\\.\\.([\\d.]+)mm`, 'm').exec(listing)?.[1];
  const [width, height] = [max('x'), max('y')];
  return width && height ? { width, height } : null;
};

/** Parses the output of `scanimage --all-options`. */
export const parseOptions = (listing: string): DeviceOptions => ({
  colourMode: parseColourMode(listing),
  glassMm: parseGlassMm(listing),
});

/**
 * Why `--mode` was rejected: the device does not have the option, or the option does not have the value. Null without a
 * rejection.
 */
export const modeRejection = (text: string): 'no-such-option' | 'no-such-value' | null => {
  if (/unrecognized option '?-*mode\b/.test(text)) return 'no-such-option';
  return text.includes('setting of option --mode failed') ? 'no-such-value' : null;
};

/**
 * Whether the device has rejected an option of the scan area. `-l`, `-t`, `-x` and `-y` exist only for devices with a selectable
 * area.
 */
export const rejectsArea = (text: string): boolean => /invalid option -- '?[ltxy]\b/.test(text);
