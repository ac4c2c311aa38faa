/** Findings as marks beside the lines of the cells' editors. */

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { Cell } from '@jupyterlab/cells';
import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { NotebookPanel } from '@jupyterlab/notebook';

import { LineFinding, groupByCell } from '../model/marks';
import { marksExtension, setMarks } from '../view/marks';
import { Plugin } from './ids';
import { IServices, Services } from './services';

export const markersPlugin: JupyterFrontEndPlugin<void> = {
  id: Plugin.markers,
  description: 'Marks findings of AIGES wrappers beside their lines.',
  autoStart: true,
  requires: [IServices],
  activate: (_: JupyterFrontEnd, services: Services): void => {
    const { notebook, wrappers, options, words } = services;
    const marked = new WeakSet<CodeMirrorEditor>();
    const watched = new WeakSet<Cell>();
    let panel: NotebookPanel | null = null;
    let byCell: ReadonlyMap<number, readonly LineFinding[]> = new Map();

    const markCell = (cell: Cell, index: number): void => {
      const editor = cell.editor;
      if (!(editor instanceof CodeMirrorEditor)) {
        return;
      }
      const findings = byCell.get(index + 1) ?? [];
      if (!marked.has(editor)) {
        if (findings.length === 0) {
          return;
        }
        marked.add(editor);
        editor.injectExtension(marksExtension(words));
      }
      editor.editor.dispatch({ effects: setMarks.of(findings) });
    };
    const markAll = (): void => {
      panel = notebook.current;
      byCell = options.hasMarkers ? groupByCell(wrappers.findings) : new Map();
      panel?.content.widgets.forEach((cell, index) => {
        if (!watched.has(cell)) {
          watched.add(cell);
          // A cell far from sight has no editor yet.
          cell.inViewportChanged.connect(() => markCell(cell, panel?.content.widgets.indexOf(cell) ?? -1));
        }
        markCell(cell, index);
      });
    };
    wrappers.changed.connect(markAll);
    options.changed.connect(markAll);
  }
};
