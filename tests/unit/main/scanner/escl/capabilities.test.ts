import { describe, expect, it } from 'vitest';
import { chooseSettings, parseScannerCapabilities } from '#main/scanner/escl/capabilities.ts';
import { parseXml } from '#main/scanner/escl/xml.ts';

const createResolutionsXml = (...dpis: (number | [number, number])[]): string =>
  dpis
    .map((dpi) => (typeof dpi === 'number' ? [dpi, dpi] : dpi))
    .map(
      ([x, y]) =>
        `<DiscreteResolution><XResolution>${x}</XResolution><YResolution>${y}</YResolution></DiscreteResolution>`,
    )
    .join('');

interface CapabilitiesOptions {
  formats?: string;
  modes?: string;
  resolutions?: string;
  size?: string;
  wrapInput?: (input: string) => string;
}

const createCapabilitiesXml = ({
  formats = '<DocumentFormat>image/jpeg</DocumentFormat>',
  modes = '<ColorMode>RGB24</ColorMode>',
  resolutions = createResolutionsXml(100, 300, 600),
  size = '<MinWidth>10</MinWidth><MaxWidth>2550</MaxWidth><MinHeight>10</MinHeight><MaxHeight>3508</MaxHeight>',
  wrapInput = (input) => `<Platen><PlatenInputCaps>${input}</PlatenInputCaps></Platen>`,
}: CapabilitiesOptions = {}): string =>
  `<ScannerCapabilities><Version>2.1</Version><MakeAndModel>Acme 1</MakeAndModel><SerialNumber>S1</SerialNumber>${wrapInput(
    `${size}<SettingProfiles><SettingProfile>${modes}${formats}${resolutions}</SettingProfile></SettingProfiles>`,
  )}</ScannerCapabilities>`;

const chooseTestSettings = (
  xml: string,
  request: { dpi?: number; area?: 'card' | 'glass' } = {},
) => {
  const capabilities = parseScannerCapabilities(parseXml(xml));
  if (!capabilities) throw new Error('no capabilities');
  const settings = chooseSettings(capabilities, { dpi: 300, area: 'card', ...request });
  const readElement = (name: string) =>
    settings && new RegExp(`<(?:\\w+:)?${name}>([^<]+)<`).exec(settings.xml)?.[1];
  return {
    settings,
    readElement,
    size: [Number(readElement('Width')), Number(readElement('Height'))],
  };
};

describe('chooseSettings', () => {
  it('requests the card area in colour as JPEG', () => {
    const { readElement, size, settings } = chooseTestSettings(
      createCapabilitiesXml({
        formats:
          '<DocumentFormatExt>image/png</DocumentFormatExt><DocumentFormat>image/jpeg</DocumentFormat>',
      }),
    );
    expect(size).toEqual([1_299, 945]);
    expect([
      readElement('XOffset'),
      readElement('YOffset'),
      readElement('InputSource'),
      readElement('ColorMode'),
      readElement('DocumentFormatExt'),
    ]).toEqual(['0', '0', 'Platen', 'RGB24', 'image/jpeg']);
    expect(settings?.dpi).toBe(300);
  });

  it('requests the whole glass on demand', () => {
    expect(chooseTestSettings(createCapabilitiesXml(), { area: 'glass' }).size).toEqual([
      2_550, 3_508,
    ]);
    expect(chooseTestSettings(createCapabilitiesXml({ size: '' }), { area: 'glass' }).size).toEqual(
      [2_480, 3_508],
    );
  });

  it('never exceeds the glass', () => {
    const small =
      '<MinWidth>100</MinWidth><MaxWidth>1200</MaxWidth><MinHeight>1000</MinHeight><MaxHeight>1700</MaxHeight>';
    expect(chooseTestSettings(createCapabilitiesXml({ size: small })).size).toEqual([1_200, 1_000]);
  });

  it.each([
    [300, createResolutionsXml(100, 300, 600), 300],
    [400, createResolutionsXml(100, 300, 600), 600],
    [600, createResolutionsXml(75, 300), 300],
    [400, createResolutionsXml([400, 200], 300, 600), 600],
    [400, '', 400],
    [
      400,
      '<XResolutionRange><Min>75</Min><Max>1200</Max></XResolutionRange><YResolutionRange><Min>75</Min><Max>600</Max></YResolutionRange>',
      400,
    ],
    [
      800,
      '<XResolutionRange><Min>75</Min><Max>1200</Max></XResolutionRange><YResolutionRange><Min>75</Min><Max>600</Max></YResolutionRange>',
      600,
    ],
  ])('requests the best resolution of the device for %i dpi', (dpi, resolutions, expected) => {
    expect(chooseTestSettings(createCapabilitiesXml({ resolutions }), { dpi }).settings?.dpi).toBe(
      expected,
    );
  });

  it('requests greyscale from a device without colour', () => {
    expect(
      chooseTestSettings(
        createCapabilitiesXml({
          modes: '<ColorMode>BlackAndWhite1</ColorMode><ColorMode>Grayscale8</ColorMode>',
        }),
      ).readElement('ColorMode'),
    ).toBe('Grayscale8');
  });

  it('returns null for a device without a usable format', () => {
    expect(
      chooseTestSettings(
        createCapabilitiesXml({ formats: '<DocumentFormat>application/pdf</DocumentFormat>' }),
      ).settings,
    ).toBeNull();
  });

  it('uses the feeder at full width for a device without a glass', () => {
    const { readElement, size } = chooseTestSettings(
      createCapabilitiesXml({
        wrapInput: (input) => `<Adf><AdfSimplexInputCaps>${input}</AdfSimplexInputCaps></Adf>`,
      }),
    );
    expect(readElement('InputSource')).toBe('Feeder');
    expect(size).toEqual([2_550, 3_508]);
  });

  it('prefers the glass to the feeder', () => {
    const xmlWithFeederAndGlass = createCapabilitiesXml({
      wrapInput: (input) =>
        `<Adf><AdfSimplexInputCaps>${input.replaceAll('2550', '5100')}</AdfSimplexInputCaps></Adf><Platen><PlatenInputCaps>${input}</PlatenInputCaps></Platen>`,
    });
    expect(chooseTestSettings(xmlWithFeederAndGlass, { area: 'glass' }).size).toEqual([
      2_550, 3_508,
    ]);
  });
});

describe('parseScannerCapabilities', () => {
  it('returns model and serial number', () => {
    expect(parseScannerCapabilities(parseXml(createCapabilitiesXml()))).toMatchObject({
      model: 'Acme 1',
      serial: 'S1',
      source: 'Platen',
    });
  });

  it('finds profiles outside the input', () => {
    const profile = `<SettingProfiles><SettingProfile name="p1">${createResolutionsXml(200, 400)}<DocumentFormat>image/jpeg</DocumentFormat></SettingProfile></SettingProfiles>`;
    const xml = `<ScannerCapabilities>${profile}<Platen><PlatenInputCaps><MaxWidth>2550</MaxWidth><SettingProfiles><SettingProfile ref="p1"/></SettingProfiles></PlatenInputCaps></Platen></ScannerCapabilities>`;
    expect(parseScannerCapabilities(parseXml(xml))?.resolutions).toEqual([200, 400]);
  });

  it.each([
    '<ScannerStatus/>',
    '<ScannerCapabilities/>',
    '<html><body>Sign in</body></html>',
    'text',
  ])('returns null for %s', (xml) => {
    expect(parseScannerCapabilities(parseXml(xml))).toBeNull();
  });
});
