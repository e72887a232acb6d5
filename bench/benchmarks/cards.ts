/** Measures detecting, cropping, checking and encoding a card on an A4 scan, compared with decoding and encoding the same file. */
import sharp from 'sharp';
import { prepareCard } from '#main/imaging/card/prepare-card.ts';
import { hardenLibvips } from '#main/imaging/decode/decode.ts';
import { renderA4Scan } from '#bench/support/a4-scan.ts';
import {
  interleave,
  statsOfJob,
  type Measurement,
  type Benchmark,
} from '#bench/support/measure.ts';
import { must } from '#bench/support/must.ts';

const compareWithSharp = async (
  label: string,
  bytes: Buffer,
  dpi: number,
  rounds: number,
): Promise<Measurement> => {
  const stats = await interleave(rounds, {
    card: async () =>
      void must(await prepareCard({ bytes, side: 'front', origin: 'scanner', dpi })),
    sharp: () => sharp(bytes).jpeg({ quality: 90 }).toBuffer(),
  });
  return {
    label,
    unit: 'ms',
    stats: statsOfJob(stats, 'card'),
    control: { label: 'sharp, decode + encode', stats: statsOfJob(stats, 'sharp') },
  };
};

const run = async (): Promise<Measurement[]> => {
  hardenLibvips();
  return [
    await compareWithSharp(
      '300 dpi A4 JPEG',
      await (await renderA4Scan(300)).jpeg({ quality: 90 }).toBuffer(),
      300,
      9,
    ),
    await compareWithSharp(
      '600 dpi A4 PNG',
      await (await renderA4Scan(600)).png({ compressionLevel: 6 }).toBuffer(),
      600,
      5,
    ),
  ];
};

export const cards: Benchmark = {
  name: 'cards',
  title: 'A card on an A4 scan, from the file to the encoded card',
  target: '300 dpi ≤ ×6, 600 dpi ≤ ×3',
  limits:
    'At 600 dpi the source picture is resized and encoded for the corner editor before the answer.',
  before: '2026-11-28, commit 00f7964: 300 dpi ×4.7 (846 ms), 600 dpi ×3.4–4.9 (2.5–4.2 s)',
  run,
};
