/** Neck, clothes and head scarf of a drawn face, as SVG. */
import type { FaceTraits } from './face-traits.ts';

const SHOULDERS =
  'M26 800C30 712 92 672 188 646C226 636 244 622 248 596H352C356 622 374 636 412 646C508 672 570 712 574 800Z';

function drawCloth(traits: FaceTraits): string {
  const { dark } = traits.cloth;
  return `<path d="${SHOULDERS}" fill="url(#cloth)"/>
    <path d="M96 800C96 760 104 730 118 706M504 800C504 760 496 730 482 706" stroke="${dark}" stroke-width="9" fill="none"
      opacity=".5" filter="url(#soft6)"/>
    <path d="M188 700C220 740 236 770 240 800M412 700C384 740 366 770 362 800" stroke="${dark}" stroke-width="12" fill="none"
      opacity=".25" filter="url(#soft9)"/>`;
}

/** Neck and open collar as one shape, with the shadow of the jaw on it. */
function drawNeck(traits: FaceTraits): string {
  const { dark, light } = traits.skin;
  const lowerEdge =
    traits.gender === 'Male'
      ? 'C250 655 280 690 300 706C320 690 350 655 362 600'
      : 'L234 630C248 690 280 706 300 706S352 690 366 630L362 600';
  const shape = `M242 480C246 550 246 580 238 600${lowerEdge}C354 580 354 550 358 480Z`;
  return `<clipPath id="neck"><path d="${shape}"/></clipPath><path d="${shape}" fill="url(#skin)"/><g clip-path="url(#neck)">
    <path d="M220 480H380V596C340 650 280 628 226 580Z" fill="${dark}" opacity=".92" filter="url(#soft9)"/>
    <path d="M362 520L330 720H420Z" fill="${dark}" opacity=".55" filter="url(#soft14)"/>
    <path d="M258 606C268 640 282 660 293 674M342 606C332 640 318 660 307 674" stroke="${dark}" stroke-width="5" fill="none"
      opacity=".45" filter="url(#soft3)"/>
    <ellipse cx="264" cy="640" rx="8" ry="26" fill="${light}" opacity=".4" filter="url(#soft6)"/>
    <path d="${shape}" fill="none" stroke="${dark}" stroke-width="10" opacity=".5" filter="url(#soft6)"/></g>`;
}

function drawCollar(traits: FaceTraits): string {
  const { light, dark } = traits.cloth;
  if (traits.gender === 'Female') {
    return `<path d="M234 622C246 692 280 708 300 708S354 692 366 622" fill="none" stroke="${light}" stroke-width="10"/>
      <path d="M228 624C242 698 280 715 300 715S358 698 372 624" fill="none" stroke="${dark}" stroke-width="2.5"/>`;
  }
  return `<path d="M240 604C222 618 206 634 198 648L252 724C270 706 288 704 300 704C276 684 250 650 240 604Z" fill="${light}"
    stroke="${dark}" stroke-width="2"/>
    <path d="M360 604C378 618 394 634 402 648L348 724C330 706 312 704 300 704C324 684 350 650 360 604Z" fill="${light}"
      stroke="${dark}" stroke-width="2"/>
    <path d="M292 706V800M312 706V800" stroke="${dark}" stroke-width="2" opacity=".7"/>
    <circle cx="302" cy="738" r="5" fill="${light}" stroke="${dark}" stroke-width="2"/><circle cx="302" cy="786" r="5"
      fill="${light}" stroke="${dark}" stroke-width="2"/>`;
}

/** Neck, shoulders and clothes below the head. */
export function drawBody(traits: FaceTraits): string {
  return drawCloth(traits) + drawNeck(traits) + drawCollar(traits);
}

function drawFolds(traits: FaceTraits, lines: readonly string[], width: number): string {
  const { dark, light } = traits.scarf;
  return lines
    .map((path, index) => {
      const shift = index % 2 === 0 ? 5 : -5;
      return `<path d="${path}" stroke="${dark}" stroke-width="${width}" opacity=".6" fill="none" filter="url(#soft6)"/>
        <path d="${path}" transform="translate(${shift} -3)" stroke="${light}" stroke-width="${width * 0.6}" opacity=".55"
        fill="none" filter="url(#soft3)"/>`;
    })
    .join('');
}

/** The part of a head scarf behind the head. */
export function drawScarfBehind(traits: FaceTraits): string {
  if (traits.covering === 'none') return '';
  return `<path d="M300 108C190 104 128 190 126 320C124 440 112 580 70 700L530 700
    C488 580 476 440 474 320C472 190 410 104 300 108Z" fill="${traits.scarf.dark}"/>`;
}

function drawHijab(traits: FaceTraits): string {
  return `<path fill-rule="evenodd"
    d="M300 108C190 104 128 190 126 320C124 440 120 560 84 656C52 690 26 740 20 800H580C574 740 548 690 516 656C480 560 476 440 474 320
      C472 190 410 104 300 108ZM300 214C366 214 408 262 412 336C416 420 392 492 350 538C330 560 316 566 300 566
      S270 560 250 538C208 492 184 420 188 336C192 262 234 214 300 214Z" fill="url(#scarf)"/>
    <path d="M188 336C192 262 234 214 300 214S408 262 412 336C416 420 392 492 350 538C330 560 316 566 300 566
      S270 560 250 538C208 492 184 420 188 336Z"
      fill="none" stroke="${traits.scarf.dark}" stroke-width="7" opacity=".8" filter="url(#soft3)"/>
    ${drawFolds(
      traits,
      [
        'M176 300C186 210 240 172 300 170S418 214 426 300',
        'M150 330C150 440 190 540 262 600C330 640 430 650 500 690',
        'M452 330C452 440 420 530 350 588C280 640 160 680 90 720',
        'M250 596C300 640 380 690 470 720',
        'M330 620C270 680 200 730 150 790',
        'M380 690C400 730 410 760 414 800',
      ],
      7,
    )}`;
}

function drawOrna(traits: FaceTraits): string {
  const leftEdge =
    'M300 132C214 132 166 196 164 300C162 400 172 500 196 600C206 660 214 730 214 800';
  const rightEdge =
    'M300 132C386 132 434 196 436 300C438 400 428 500 404 600C394 660 386 730 386 800';
  return `<path d="M300 100C190 98 124 186 122 318C120 440 112 560 72 668C44 706 24 750 20 800H214
    C214 730 206 660 196 600C172 500 162 400 164 300C166 196 214 140 300 140Z" fill="url(#scarf)"/>
    <path d="M300 100C410 98 476 186 478 318C480 440 488 560 528 668C556 706 576 750 580 800H386
      C386 730 394 660 404 600C428 500 438 400 436 300C434 196 386 140 300 140Z" fill="url(#scarf)"/>
    <path d="${leftEdge}" fill="none" stroke="${traits.scarf.light}" stroke-width="7"/><path d="${rightEdge}" fill="none"
      stroke="${traits.scarf.light}" stroke-width="7"/>
    <path d="${leftEdge}" fill="none" stroke="${traits.scarf.dark}" stroke-width="2" stroke-dasharray="2 9"/>
    <path d="${rightEdge}" fill="none" stroke="${traits.scarf.dark}" stroke-width="2" stroke-dasharray="2 9"/>
    ${drawFolds(
      traits,
      [
        'M146 330C144 450 152 560 140 660C132 710 118 760 112 800',
        'M454 330C456 450 448 560 460 660C468 710 482 760 488 800',
        'M166 560C176 640 172 720 166 800',
        'M434 560C424 640 428 720 434 800',
        'M148 250C160 170 220 122 300 118S440 170 452 250',
      ],
      7,
    )}`;
}

/** The part of a head scarf in front of the hair and the shoulders. */
export function drawScarfInFront(traits: FaceTraits): string {
  if (traits.covering === 'none') return '';
  return traits.covering === 'hijab' ? drawHijab(traits) : drawOrna(traits);
}
