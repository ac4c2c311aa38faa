/** The side panel, its commands, and when it asks the server. */

import { ILabShell, ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import React from 'react';

import { aigesIcon } from '../view/icons';
import { Panel } from '../view/panel';
import { RunsView } from '../view/runs';
import { Command, PANEL_ID, Plugin } from './ids';
import { IServices, Services } from './services';

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: Plugin.panel,
  description: 'The AIGES side panel.',
  autoStart: true,
  requires: [IServices],
  optional: [ILabShell, ILayoutRestorer, ICommandPalette, INotebookTracker],
  activate: (
    app: JupyterFrontEnd,
    services: Services,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    notebooks: INotebookTracker | null
  ): void => {
    const { runs, trans } = services;
    const panel = new Panel(
      [{ name: 'runs', label: trans.__('Runs'), draw: () => <RunsView model={runs} trans={trans} /> }],
      trans
    );
    panel.id = PANEL_ID;
    panel.title.icon = aigesIcon;
    panel.title.caption = trans.__('AIGES: wrappers, runs, export');
    app.shell.add(panel, labShell ? 'left' : 'right', { rank: 550, type: 'AIGES' });
    restorer?.add(panel, PANEL_ID);

    const look = (): void => {
      runs.isSeen = panel.isVisible && panel.section === 'runs' && document.visibilityState === 'visible';
    };
    panel.looked.connect(look);
    document.addEventListener('visibilitychange', look);
    notebooks?.currentChanged.connect((_, current) => runs.setNotebook(current?.context.path ?? ''));

    const show = (section: string): void => {
      panel.showSection(section);
      app.shell.activateById(PANEL_ID);
    };
    app.commands.addCommand(Command.showPanel, {
      label: trans.__('Show the AIGES Panel'),
      icon: aigesIcon,
      execute: () => app.shell.activateById(PANEL_ID)
    });
    app.commands.addCommand(Command.showRuns, {
      label: trans.__('Show Runs'),
      icon: aigesIcon,
      execute: () => show('runs')
    });
    for (const command of [Command.showPanel, Command.showRuns]) {
      palette?.addItem({ command, category: trans.__('AIGES') });
    }
  }
};
