/** Messages between the WIA driver and its helper process, validated on both sides. */
import * as v from 'valibot';

export const scanRequest = v.object({
  device: v.pipe(v.string(), v.minLength(1)),
  dpi: v.pipe(v.number(), v.integer(), v.minValue(1)),
  area: v.picklist(['card', 'glass']),
});
export type ScanRequestMessage = v.InferOutput<typeof scanRequest>;

export const scanResponse = v.object({
  bytes: v.instance(Uint8Array<ArrayBufferLike>),
  dpi: v.pipe(v.number(), v.minValue(1)),
});

export const listResponse = v.array(
  v.object({ device: v.pipe(v.string(), v.minLength(1)), name: v.string() }),
);
