/** Draws an invented portrait as SVG from its traits. */
import { drawBody, drawScarfInFront, drawScarfBehind } from './face-clothes.ts';
import { drawFeatures, HEAD_OUTLINE, drawShading } from './face-features.ts';
import { drawHairInFront, drawHairBehind } from './face-hair.ts';
import type { FaceTraits, Shades } from './face-traits.ts';

/** Size of the sheet a face is drawn on, in user units (3 : 4). */
export const FACE_SHEET = { width: 600, height: 800 } as const;

/** The part of the sheet a card portrait shows, again 3 : 4. */
const CLOSE_UP_VIEW_BOX = '72 76 456 608';
const BLUR_RADII = [1, 3, 6, 9, 14, 20];

/** A gradient over the whole sheet, so that separate shapes of one cloth match where they meet. */
function createGradient(id: string, colours: Shades): string {
  return `<linearGradient
    id="${id}" gradientUnits="userSpaceOnUse" x1="150" y1="${id === 'cloth' ? 560 : 100}" x2="480" y2="${id === 'hair' ? 420 : 830}">
    <stop offset="0" stop-color="${colours.light}"/>
    <stop offset=".45" stop-color="${colours.base}"/><stop offset="1" stop-color="${colours.dark}"/></linearGradient>`;
}

function createDefinitions(traits: FaceTraits, backdrop: readonly [string, string]): string {
  const blurs = BLUR_RADII.map(
    (
      radius,
    ) => `<filter id="soft${radius}" filterUnits="userSpaceOnUse" x="-400" y="-200" width="1400" height="1200">
      <feGaussianBlur stdDeviation="${radius === 1 ? 0.9 : radius}"/></filter>`,
  ).join('');
  return `<defs>${blurs}${createGradient('hair', traits.hair)}${createGradient('cloth', traits.cloth)}${createGradient('scarf', traits.scarf)}
    <radialGradient id="wall" cx=".42" cy=".36" r=".8"><stop offset="0" stop-color="${backdrop[0]}"/><stop offset="1"
      stop-color="${backdrop[1]}"/></radialGradient>
    <radialGradient id="skin" cx=".4" cy=".36" r=".75"><stop offset="0" stop-color="${traits.skin.light}"/><stop offset=".55"
      stop-color="${traits.skin.base}"/>
      <stop offset="1" stop-color="${traits.skin.base}"/></radialGradient>
    <radialGradient id="iris"><stop offset="0" stop-color="#6E4326"/><stop offset=".6" stop-color="#4A2A17"/><stop offset="1"
      stop-color="#1C0F08"/></radialGradient>
    <linearGradient id="sclera" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#C9BDB5"/><stop offset=".6"
      stop-color="#F1ECE7"/></linearGradient>
    <linearGradient id="lip" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${traits.lip}"/><stop offset="1"
      stop-color="${traits.skin.base}"/></linearGradient>
    <clipPath id="head"><path d="${HEAD_OUTLINE}"/></clipPath></defs>`;
}

function drawEars(traits: FaceTraits): string {
  if (traits.covering !== 'none') return '';
  const drawEar = (
    direction: number,
  ): string => `<g transform="translate(300 0) scale(${direction} 1)">
    <path d="M116 352C128 336 146 344 144 374C142 404 132 430 118 430C112 430 110 424 110 418Z" fill="${traits.skin.base}"/>
    <path d="M122 360C136 350 140 366 136 388C134 402 128 414 122 418" fill="none" stroke="${traits.skin.dark}" stroke-width="4"
      opacity=".6" filter="url(#soft1)"/>
    ${traits.gender === 'Female' ? '<circle cx="124" cy="432" r="5.5" fill="#D9B24A" stroke="#7C5E17" stroke-width="1.5"/>' : ''}</g>`;
  return drawEar(1) + drawEar(-1);
}

/**
 * Draws an invented portrait as a whole SVG document, 600 x 800 user units, lit from the upper left.
 * Its inner ids are fixed, so it must be shown as a separate image and not inline beside another one.
 * @param backdrop colours of the wall, lit and unlit, as CSS hex
 * @param closeUp cut to head and collar, as card portraits are
 */
export function drawFace(
  traits: FaceTraits,
  backdrop: readonly [string, string],
  closeUp = false,
): string {
  const { width, height } = FACE_SHEET;
  const headTransform = `translate(300 380) scale(${traits.widthScale.toFixed(3)} ${traits.heightScale.toFixed(3)}) translate(-300 -380)`;
  const viewBox = closeUp ? CLOSE_UP_VIEW_BOX : `0 0 ${width} ${height}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" width="${width}" height="${height}">
    ${createDefinitions(traits, backdrop)}<rect width="${width}" height="${height}" fill="url(#wall)"/>
    ${drawScarfBehind(traits)}${drawHairBehind(traits)}${drawBody(traits)}
    <g transform="${headTransform}">${drawEars(traits)}<path d="${HEAD_OUTLINE}" fill="url(#skin)"/>
      <g clip-path="url(#head)">${drawShading(traits)}</g>${drawFeatures(traits)}${drawHairInFront(traits)}</g>
    ${drawScarfInFront(traits)}</svg>`;
}
