/** A list of which only what is in sight is drawn. */

import React, { useEffect, useLayoutEffect, useRef, useState } from 'react';

const OVERSCAN = 6;

export interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly rowHeight: number;
  readonly label: string;
  readonly keyOf: (item: T) => string;
  readonly draw: (item: T, focusProps: FocusProps) => React.ReactNode;
  readonly chosenKey: string;
}

/** What the one focusable part of a row takes, so that arrow keys go from row to row. */
export interface FocusProps {
  readonly tabIndex: 0 | -1;
  readonly 'data-row': number;
}

/** Rows of one height; arrow keys, Home and End move among them, Tab leaves the list. */
export function VirtualList<T>(props: VirtualListProps<T>): JSX.Element {
  const { items, rowHeight } = props;
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const [current, setCurrent] = useState(0);
  const wanted = useRef<number | null>(null);

  useEffect(() => {
    const element = box.current;
    if (!element) {
      return;
    }
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (wanted.current !== null) {
      box.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`)?.focus();
      wanted.current = null;
    }
  });

  const first = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const last = Math.min(items.length, Math.ceil((top + height) / rowHeight) + OVERSCAN);
  const tabbed = current >= first && current < last ? current : Math.min(first + OVERSCAN, items.length - 1);

  const move = (event: React.KeyboardEvent<HTMLDivElement>): void => {
    const at = Number((event.target as HTMLElement).dataset.row ?? NaN);
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const ends: Record<string, number> = { Home: 0, End: items.length - 1 };
    const next = event.key in steps ? at + (steps[event.key] ?? 0) : ends[event.key];
    if (Number.isNaN(at) || next === undefined) {
      return;
    }
    event.preventDefault();
    const bounded = Math.min(items.length - 1, Math.max(0, next));
    const element = box.current;
    if (element) {
      const above = bounded * rowHeight;
      element.scrollTop = Math.min(Math.max(element.scrollTop, above + rowHeight - height), above);
    }
    wanted.current = bounded;
    setCurrent(bounded);
    setTop(element?.scrollTop ?? 0);
  };

  return (
    <div
      ref={box}
      className="aiges-List"
      role="list"
      aria-label={props.label}
      onScroll={event => setTop(event.currentTarget.scrollTop)}
      onKeyDown={move}
    >
      <div className="aiges-List-space" style={{ height: items.length * rowHeight }}>
        {items.slice(first, last).map((item, offset) => {
          const row = first + offset;
          const key = props.keyOf(item);
          return (
            <div
              key={key}
              role="listitem"
              aria-posinset={row + 1}
              aria-setsize={items.length}
              className={`aiges-List-row${key === props.chosenKey ? ' aiges-mod-chosen' : ''}`}
              style={{ top: row * rowHeight, height: rowHeight }}
              onFocus={() => setCurrent(row)}
            >
              {props.draw(item, { tabIndex: row === tabbed ? 0 : -1, 'data-row': row })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
