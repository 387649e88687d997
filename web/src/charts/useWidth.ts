import { useCallback, useState } from "react";

/** The width of an element in pixels, kept true as it changes: a chart draws at its real size, so letters stay readable. */
export function useWidth<T extends Element>(): [(element: T | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(640);
  const measure = useCallback((element: T | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [measure, width];
}
