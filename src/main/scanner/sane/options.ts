/** Options of SANE devices: parses the listing of `scanimage --all-options` and the messages about rejected options. */

export interface DeviceOptions {
  /** Value of `--mode` for colour; null where the device has none. */
  readonly colourMode: string | null;
  /** Largest scan area in millimetres, as written in the listing; null where the device has no area. */
  readonly glassMm: { readonly width: string; readonly height: string } | null;
}

const colourMode = (listing: string): string | null => {
  const values =
    /^\s+--mode (.+?)(?: \[[^[\]]*(?:\[[^\]]*\])?\])?$/m.exec(listing)?.[1]?.split('|') ?? [];
  return (
    values.find((value) => value === 'Color') ??
    values.find((value) => /colou?r/i.test(value)) ??
    null
  );
};

const glassMm = (listing: string): DeviceOptions['glassMm'] => {
  const max = (option: string): string | undefined =>
    new RegExp(`^\\s+-${option} [\\d.]+\\.\\.([\\d.]+)mm`, 'm').exec(listing)?.[1];
  const [width, height] = [max('x'), max('y')];
  return width && height ? { width, height } : null;
};

/** Parses the output of `scanimage --all-options`. */
export const parseOptions = (listing: string): DeviceOptions => ({
  colourMode: colourMode(listing),
  glassMm: glassMm(listing),
});

/** Why `--mode` was rejected: the device has no such option, or not this value. */
export const modeRejection = (text: string): 'no-such-option' | 'no-such-value' | null => {
  if (/unrecognized option '?-*mode\b/.test(text)) return 'no-such-option';
  return text.includes('setting of option --mode failed') ? 'no-such-value' : null;
};

/** Whether the device has no selectable area: `-x` and the like exist only where it has. */
export const rejectsArea = (text: string): boolean => /invalid option -- '?[ltxy]\b/.test(text);
