/**
 * Finds layout faults on the current page: text that is cut off, controls that cannot be scrolled into view or are covered,
 * controls that overlap, and a page wider than its window.
 */
import type { Page } from 'playwright-core';

/** One line per fault, with the element; empty when the page is in order. */
export const findLayoutFaults = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const TOLERANCE_PX = 1.5;
    /** Line boxes may extend so far beyond a box that clips vertically. */
    const LINE_BOX_TOLERANCE_PX = 4;
    const MIN_FIELD_WIDTH_PX = 40;
    const MIN_TEXT_FIELD_WIDTH_PX = 48;
    const OVERLAP_TOLERANCE_PX = 3;
    const faults: string[] = [];
    const dialogs = [...document.querySelectorAll('dialog[open]')];
    // Only the topmost dialog can be reached while one is open.
    const scope: Element = dialogs.at(-1) ?? document.body;

    const describe = (element: Element): string => {
      const label =
        element.getAttribute('aria-label') ??
        (element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null) ??
        element.textContent;
      const kind = typeof element.className === 'string' ? element.className.split(' ')[0] : '';
      return `${element.tagName.toLowerCase()}.${kind ?? ''} "${label.trim().slice(0, 40)}"`;
    };
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      !element.closest('.visually-hidden, [hidden], [inert]');

    const overflowOf = (element: Element): { x: string; y: string } => {
      const style = getComputedStyle(element);
      return { x: style.overflowX, y: style.overflowY };
    };
    const intersect = (a: DOMRect, b: DOMRect): { width: number; height: number } => ({
      width: Math.min(a.right, b.right) - Math.max(a.left, b.left),
      height: Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
    });

    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth + TOLERANCE_PX)
      faults.push(`page wider than the window: ${root.scrollWidth} > ${root.clientWidth}`);

    // Text: every line box must lie within each ancestor that clips and cannot be scrolled that way.
    const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || node.textContent?.trim() === '' || !isShown(parent)) continue;
      if (parent.closest('select, option, textarea, svg, [data-keycap], [data-may-clip]')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()].filter((line) => line.width > 0);
      for (
        let ancestor: Element | null = parent;
        ancestor && ancestor !== root;
        ancestor = ancestor.parentElement
      ) {
        const { x, y } = overflowOf(ancestor);
        // Only the window clips a fixed element. Whether its controls lie in the window is checked below.
        const isFixed = getComputedStyle(ancestor).position === 'fixed';
        if (x === 'visible' && y === 'visible') {
          if (isFixed) break;
          continue;
        }
        const box = ancestor.getBoundingClientRect();
        const isCut = lines.some(
          (line) =>
            ((x === 'hidden' || x === 'clip') &&
              (line.right > box.right + TOLERANCE_PX || line.left < box.left - TOLERANCE_PX)) ||
            ((y === 'hidden' || y === 'clip') &&
              (line.bottom > box.bottom + LINE_BOX_TOLERANCE_PX ||
                line.top < box.top - LINE_BOX_TOLERANCE_PX)),
        );
        if (isCut) {
          faults.push(
            `text cut off: "${node.textContent?.trim().slice(0, 40) ?? ''}" in ${describe(ancestor).slice(0, 60)}`,
          );
          break;
        }
        if (isFixed || x === 'auto' || x === 'scroll' || y === 'auto' || y === 'scroll') break;
      }
    }

    // Controls: each can be scrolled into view completely and is not covered there.
    const controls = [
      ...scope.querySelectorAll<HTMLElement>(
        'button, input:not([type=hidden]), select, textarea, a[href], summary',
      ),
    ].filter(isShown);
    // Names and addresses may be longer than any field; numbers and dates must be visible completely.
    const MAX_UNCUT_CHARS = 17;
    for (const control of controls)
      if (
        control instanceof HTMLInputElement &&
        /text|tel|search/.test(control.type) &&
        control.value.length <= MAX_UNCUT_CHARS &&
        control.scrollWidth > control.clientWidth + TOLERANCE_PX
      )
        faults.push(`value cut off: ${describe(control)}`);
    for (const control of controls) {
      const target: HTMLElement =
        control instanceof HTMLInputElement && control.getBoundingClientRect().width < 4
          ? (control.labels?.[0] ?? control)
          : control;
      target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const box = target.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) continue;
      if (
        box.left < -TOLERANCE_PX ||
        box.top < -TOLERANCE_PX ||
        box.right > innerWidth + TOLERANCE_PX ||
        (box.bottom > innerHeight + TOLERANCE_PX && box.height <= innerHeight)
      ) {
        faults.push(`out of reach: ${describe(control)}`);
        continue;
      }
      if (target.tagName === 'TEXTAREA' || box.width >= MIN_FIELD_WIDTH_PX) {
        const minWidthPx =
          target instanceof HTMLInputElement && target.type === 'text'
            ? MIN_TEXT_FIELD_WIDTH_PX
            : 0;
        if (box.width < minWidthPx) faults.push(`too narrow to type in: ${describe(control)}`);
      } else if (target instanceof HTMLInputElement && /text|tel|search/.test(target.type))
        faults.push(`too narrow to type in: ${describe(control)}`);
      const probePoints = [0.5, 0.15, 0.85].map((share) => ({
        x: box.left + box.width * share,
        y: box.top + box.height / 2,
      }));
      for (const { x, y } of probePoints) {
        const topElement = document.elementFromPoint(x, y);
        // The panel of the training mode and its coach marks cover the page until they are closed, as a menu does.
        const overlay = topElement?.closest('[data-training-panel], [popover]');
        if (overlay && !overlay.contains(control)) break;
        const isHit =
          topElement !== null &&
          (topElement === target ||
            target.contains(topElement) ||
            topElement.contains(target) ||
            (topElement.closest('label') !== null &&
              topElement.closest('label')?.contains(target)) ||
            (control instanceof HTMLInputElement &&
              [...(control.labels ?? [])].some((label) => label.contains(topElement))));
        if (!isHit) {
          faults.push(
            `covered: ${describe(control)} by ${topElement ? describe(topElement).slice(0, 60) : 'nothing'}`,
          );
          break;
        }
      }
    }

    // Overlapping controls: compared within one scrolling box only, because positions in different boxes are unrelated.
    const scrollerOf = (element: Element): Element | null => {
      for (let ancestor = element.parentElement; ancestor; ancestor = ancestor.parentElement) {
        const { x, y } = overflowOf(ancestor);
        if (/auto|scroll/.test(x + y)) return ancestor;
      }
      return null;
    };
    /** A sticky or fixed element may cover scrolled content; the check above reports controls that stay covered. */
    const pinnedBy = (element: Element): Element | null => {
      for (let ancestor: Element | null = element; ancestor; ancestor = ancestor.parentElement)
        if (/sticky|fixed/.test(getComputedStyle(ancestor).position)) return ancestor;
      return null;
    };
    const boxes = controls
      .map((control) => ({
        control,
        box: control.getBoundingClientRect(),
        scroller: scrollerOf(control),
        pinned: pinnedBy(control),
      }))
      .filter(({ box }) => box.width >= 4 && box.height >= 4);
    for (const [index, first] of boxes.entries())
      for (const second of boxes.slice(index + 1)) {
        if (first.scroller !== second.scroller || first.pinned !== second.pinned) continue;
        if (first.control.contains(second.control) || second.control.contains(first.control))
          continue;
        const { width, height } = intersect(first.box, second.box);
        if (width > OVERLAP_TOLERANCE_PX && height > OVERLAP_TOLERANCE_PX)
          faults.push(`overlap: ${describe(first.control)} and ${describe(second.control)}`);
      }

    return [...new Set(faults)];
  });
