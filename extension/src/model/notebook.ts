/** What the models need of the notebook in front, whatever shows it. */

import { ISignal } from '@lumino/signaling';

import { LiveContract } from '../wire/contract';
import { CellPlace } from '../wire/finding';
import { SourceCell } from '../wire/outline';

export type KernelState = 'none' | 'idle' | 'busy' | 'starting' | 'dead';

export interface NotebookPort {
  /** Another notebook is in front, or none is. */
  readonly switched: ISignal<NotebookPort, void>;
  /** Its text changed; told some time after the last key. */
  readonly edited: ISignal<NotebookPort, void>;
  /** A cell ran, or the kernel is another: what is live may have changed. */
  readonly executed: ISignal<NotebookPort, void>;
  /** The path from the server's root; empty where no notebook is in front. */
  readonly path: string;
  readonly kernelName: string;
  readonly kernelState: KernelState;
  readonly isDirty: boolean;
  cells(): SourceCell[];
  reveal(place: CellPlace): void;
  save(): Promise<void>;
  /** What the classes of the running kernel declare; null where it holds none of our code or cannot answer now. */
  contracts(): Promise<ReadonlyMap<string, LiveContract> | null>;
  /** Run `source` in a cell below cell `after`; one that holds it already is run again. */
  runBelow(after: number, source: string): Promise<void>;
  /** Run every cell up to and with cell `last`. */
  runUpTo(last: number): Promise<void>;
}
