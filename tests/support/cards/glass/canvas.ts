/** Canvas of 8-bit RGB pixels, on which sheets are painted through a plane-to-plane mapping. */

export interface Rgb {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A mipmap: the picture at full size, at half, at a quarter and so on, which avoids aliasing of a sheet that is painted smaller. */
export interface Mipmap {
  readonly levels: readonly Rgb[];
}

/** Row by row, the mapping of pixels to millimetres on the sheet: (x y 1) → (X Y W), divided by W. */
export type Mapping = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Shadow {
  /** Offset from the sheet, in millimetres. */
  readonly dxMm: number;
  readonly dyMm: number;
  /** Distance over which the shadow fades on either side of its outline. */
  readonly softMm: number;
  /** 0 to 1: share of the light that the shadow removes. */
  readonly depth: number;
  /** Distance by which the shadow's outline is smaller than the sheet on every side. With the value of `softMm` no shadow shows on the sides away from the offset. */
  readonly insetMm?: number;
}

/** An unprinted margin in one colour that fades into the printing. */
export interface Margin {
  readonly colour: readonly [number, number, number];
  readonly widthMm: number;
  readonly fadeMm: number;
}

export interface PaintedSheet {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly cornerMm: number;
  /** The printed picture, or the colour of a plain sheet. */
  readonly picture: Mipmap | readonly [number, number, number];
  /** 1 is opaque; clear film is less. */
  readonly opacity: number;
  /** Strength of the darker rim that cut edges show, 0 to 1. */
  readonly rim: number;
  readonly shadow: Shadow | null;
  readonly margin?: Margin;
}

const RIM_WIDTH_MM = 0.15;

export const createBlank = (width: number, height: number): Rgb => ({
  data: new Uint8Array(width * height * 3),
  width,
  height,
});

const halve = ({ data, width, height }: Rgb): Rgb => {
  const smaller = createBlank(width >> 1, height >> 1);
  let offset = 0;
  for (let y = 0; y < smaller.height; y++) {
    for (let x = 0; x < smaller.width; x++) {
      const a = (2 * y * width + 2 * x) * 3;
      const b = a + width * 3;
      for (let channel = 0; channel < 3; channel++)
        smaller.data[offset++] =
          (data[a + channel]! +
            data[a + 3 + channel]! +
            data[b + channel]! +
            data[b + 3 + channel]! +
            2) >>
          2;
    }
  }
  return smaller;
};

export const createMipmap = (picture: Rgb, levels = 4): Mipmap => {
  const pictures = [picture];
  while (pictures.length < levels) pictures.push(halve(pictures.at(-1)!));
  return { levels: pictures };
};

/** Signed distance to a rounded rectangle from (0, 0) to (w, h): below 0 inside. */
const signedDistance = (x: number, y: number, w: number, h: number, r: number): number => {
  const qx = Math.abs(x - w / 2) - w / 2 + r;
  const qy = Math.abs(y - h / 2) - h / 2 + r;
  return Math.min(Math.max(qx, qy), 0) + Math.hypot(Math.max(qx, 0), Math.max(qy, 0)) - r;
};

const smoothstep = (t: number): number => (t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t));

const applyMapping = (m: Mapping, x: number, y: number): Point => {
  const w = m[6] * x + m[7] * y + m[8];
  return { x: (m[0] * x + m[1] * y + m[2]) / w, y: (m[3] * x + m[4] * y + m[5]) / w };
};

/** The smallest level whose pixels are not larger than the canvas's. */
const levelFor = (picture: Mipmap, widthMm: number, mmPerPx: number): Rgb => {
  const fitting = picture.levels.filter((level) => widthMm / level.width <= mmPerPx * 1.05);
  return fitting.at(-1) ?? picture.levels[0]!;
};

/**
 * Paints a sheet on the canvas.
 * @param box the part of the canvas, in pixels, that the sheet and its shadow may cover.
 */
export const paintSheet = (
  canvas: Rgb,
  sheet: PaintedSheet,
  toSheet: Mapping,
  box: { left: number; top: number; right: number; bottom: number },
): void => {
  const { widthMm: w, heightMm: h, cornerMm: r, picture, opacity, shadow, margin } = sheet;
  const centre = applyMapping(toSheet, (box.left + box.right) / 2, (box.top + box.bottom) / 2);
  const neighbour = applyMapping(
    toSheet,
    (box.left + box.right) / 2 + 1,
    (box.top + box.bottom) / 2,
  );
  const mmPerPx = Math.hypot(neighbour.x - centre.x, neighbour.y - centre.y);
  const level = 'levels' in picture ? levelFor(picture, w, mmPerPx) : null;
  const plainColour = 'levels' in picture ? [0, 0, 0] : picture;
  const [left, top] = [Math.max(0, Math.floor(box.left)), Math.max(0, Math.floor(box.top))];
  const [right, bottom] = [
    Math.min(canvas.width, Math.ceil(box.right)),
    Math.min(canvas.height, Math.ceil(box.bottom)),
  ];
  for (let py = top; py < bottom; py++) {
    for (let px = left; px < right; px++) {
      const x = px + 0.5;
      const y = py + 0.5;
      const z = toSheet[6] * x + toSheet[7] * y + toSheet[8];
      const X = (toSheet[0] * x + toSheet[1] * y + toSheet[2]) / z;
      const Y = (toSheet[3] * x + toSheet[4] * y + toSheet[5]) / z;
      const d = signedDistance(X, Y, w, h, r);
      const coverage = Math.min(1, Math.max(0, 0.5 - d / mmPerPx));
      const offset = (py * canvas.width + px) * 3;
      if (shadow && coverage < 1) {
        const ds =
          signedDistance(X - shadow.dxMm, Y - shadow.dyMm, w, h, r) + (shadow.insetMm ?? 0);
        const light =
          1 - shadow.depth * (1 - smoothstep((ds + shadow.softMm) / (2 * shadow.softMm)));
        for (let channel = 0; channel < 3; channel++)
          canvas.data[offset + channel] = canvas.data[offset + channel]! * light + 0.5;
      }
      if (coverage === 0) continue;
      const alpha = coverage * opacity;
      const edge =
        sheet.rim > 0 && d > -RIM_WIDTH_MM - mmPerPx
          ? 1 - sheet.rim * Math.min(1, Math.max(0, (d + RIM_WIDTH_MM) / mmPerPx + 0.5))
          : 1;
      if (!level) {
        for (let channel = 0; channel < 3; channel++)
          canvas.data[offset + channel] =
            canvas.data[offset + channel]! * (1 - alpha) +
            plainColour[channel]! * edge * alpha +
            0.5;
        continue;
      }
      const u = Math.min(level.width - 1.001, Math.max(0, (X / w) * level.width - 0.5));
      const v = Math.min(level.height - 1.001, Math.max(0, (Y / h) * level.height - 0.5));
      const [iu, iv] = [Math.floor(u), Math.floor(v)];
      const [fu, fv] = [u - iu, v - iv];
      const a = (iv * level.width + iu) * 3;
      const b = a + level.width * 3;
      for (let channel = 0; channel < 3; channel++) {
        const upper = level.data[a + channel]! * (1 - fu) + level.data[a + 3 + channel]! * fu;
        const lower = level.data[b + channel]! * (1 - fu) + level.data[b + 3 + channel]! * fu;
        const printed = upper * (1 - fv) + lower * fv;
        const colour = margin
          ? printed +
            (margin.colour[channel]! - printed) *
              (1 - smoothstep((-d - margin.widthMm) / margin.fadeMm))
          : printed;
        canvas.data[offset + channel] =
          canvas.data[offset + channel]! * (1 - alpha) + colour * edge * alpha + 0.5;
      }
    }
  }
};

/** Paints a soft round dot. @param level grey level of the dot at opacity 1. */
export const paintDot = (
  canvas: Rgb,
  x: number,
  y: number,
  radius: number,
  level: number,
  opacity: number,
): void => {
  for (
    let py = Math.max(0, Math.floor(y - radius - 1));
    py < Math.min(canvas.height, y + radius + 1);
    py++
  ) {
    for (
      let px = Math.max(0, Math.floor(x - radius - 1));
      px < Math.min(canvas.width, x + radius + 1);
      px++
    ) {
      const alpha =
        opacity * Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(px + 0.5 - x, py + 0.5 - y)));
      const offset = (py * canvas.width + px) * 3;
      for (let channel = 0; channel < 3; channel++)
        canvas.data[offset + channel] =
          canvas.data[offset + channel]! * (1 - alpha) + level * alpha + 0.5;
    }
  }
};
