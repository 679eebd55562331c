// A drawing with words for those who do not see it; its numbers stand in the table beside it.

import { useLayoutEffect, useRef } from "preact/hooks";

interface Chart {
  readonly label: string;
  readonly draw: () => SVGSVGElement | HTMLElement;
}

export function Chart({ label, draw }: Chart) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const drawing = draw();
    // The library's own style sheet, which the panel's policy would refuse; ours has its rules.
    for (const style of drawing.querySelectorAll("style")) style.remove();
    for (const part of drawing.querySelectorAll("[aria-label], [aria-hidden]")) {
      part.removeAttribute("aria-label");
      part.removeAttribute("aria-hidden");
    }
    place.current?.replaceChildren(drawing);
  }, [draw]);
  return <div class="chart" role="img" aria-label={label} ref={place} />;
}

/** What the colours of a chart mean, in the order in which they are drawn. */
export function Legend({ names }: { readonly names: readonly (readonly [words: string, colour: string])[] }) {
  return (
    <ul class="legend">
      {names.map(([words, colour]) => (
        <li>
          <svg width="12" height="12" aria-hidden="true">
            <rect width="12" height="12" fill={colour} />
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}
