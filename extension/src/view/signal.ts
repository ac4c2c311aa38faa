/** Draw again when a model says that it has changed. */

import { ISignal } from '@lumino/signaling';
import { useEffect, useReducer } from 'react';

export function useChanges(...signals: ISignal<unknown, unknown>[]): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    signals.forEach(signal => signal.connect(redraw));
    return () => signals.forEach(signal => signal.disconnect(redraw));
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, signals);
}
