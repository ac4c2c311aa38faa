/** How many jobs run, in the status bar. */

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ReactWidget } from '@jupyterlab/apputils';
import { IStatusBar } from '@jupyterlab/statusbar';
import React from 'react';

import { JobCount } from '../view/status';
import { Command, Plugin, STATUS_ID } from './ids';
import { IServices, Services } from './services';

export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: Plugin.status,
  description: 'Shows in the status bar how many runs are going.',
  autoStart: true,
  requires: [IServices, IStatusBar],
  activate: (app: JupyterFrontEnd, services: Services, bar: IStatusBar): void => {
    const { runs, words } = services;
    const open = (): void => void app.commands.execute(Command.showRuns);
    const item = ReactWidget.create(<JobCount runs={runs} trans={words} open={open} />);
    bar.registerStatusItem(STATUS_ID, {
      item,
      align: 'left',
      rank: 30,
      isActive: () => runs.active.length > 0,
      activeStateChanged: runs.changed
    });
  }
};
