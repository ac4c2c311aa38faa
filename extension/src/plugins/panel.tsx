/** The side panel, its commands, and when it asks the server. */

import { ILabShell, ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Dialog, ICommandPalette, showDialog } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import React from 'react';

import { ExportView, FileActions } from '../view/export';
import { aigesIcon } from '../view/icons';
import { Panel } from '../view/panel';
import { RunsView } from '../view/runs';
import { WrapperActions, WrappersView } from '../view/wrappers';
import { isFinal } from '../wire/run';
import { CATEGORY, Command, PANEL_ID, Plugin } from './ids';
import { IServices, Services } from './services';

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: Plugin.panel,
  description: 'The AIGES side panel: wrappers, runs, export.',
  autoStart: true,
  requires: [IServices],
  optional: [ILabShell, ILayoutRestorer, ICommandPalette, IDefaultFileBrowser],
  activate: (
    app: JupyterFrontEnd,
    services: Services,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    browser: IDefaultFileBrowser | null
  ): void => {
    const { words } = services;
    const show = (section: string): void => {
      panel.showSection(section);
      app.shell.activateById(PANEL_ID);
    };
    const wrapperActions = actionsOf(app, services, show);
    const panel = new Panel(sectionsOf(services, wrapperActions, filesOf(app, browser)), words, words.changed);
    panel.id = PANEL_ID;
    panel.title.icon = aigesIcon;
    const nameIt = (): void => {
      panel.title.caption = words.__('AIGES: wrappers, runs, export');
    };
    nameIt();
    words.changed.connect(nameIt);
    app.shell.add(panel, labShell ? 'left' : 'right', { rank: 550, type: 'AIGES' });
    restorer?.add(panel, PANEL_ID);
    lookAfter(panel, services);
    addCommands(app, services, wrapperActions, show, palette);
  }
};

/** Ask the server only for what is in sight. */
function lookAfter(panel: Panel, services: Services): void {
  const { runs, notebook, packages } = services;
  let wasTold = false;
  const look = (): void => {
    const isSeen = panel.isVisible && document.visibilityState === 'visible';
    runs.isSeen = isSeen && panel.section === 'runs';
    if (isSeen && panel.section === 'export' && !wasTold) {
      wasTold = true;
      void packages.readTargets();
    }
  };
  panel.looked.connect(look);
  document.addEventListener('visibilitychange', look);
  // A run that a cell or a form began is noticed without polling, so that the status bar can tell.
  let last = 0;
  notebook.executed.connect(() => {
    if (!runs.isPolling && Date.now() - last > 1000) {
      last = Date.now();
      void runs.refresh();
    }
  });
}

function sectionsOf(services: Services, actions: WrapperActions, files: FileActions): ConstructorParameters<typeof Panel>[0] {
  const { wrappers, runs, packages, words } = services;
  return [
    {
      name: 'wrappers',
      label: () => words.__('Wrappers'),
      draw: () => <WrappersView model={wrappers} trans={words} actions={actions} />
    },
    { name: 'runs', label: () => words.__('Runs'), draw: () => <RunsView model={runs} trans={words} /> },
    {
      name: 'export',
      label: () => words.__('Export'),
      draw: () => <ExportView model={packages} wrappers={wrappers} files={files} trans={words} />
    }
  ];
}

function actionsOf(app: JupyterFrontEnd, services: Services, show: (section: string) => void): WrapperActions {
  const { wrappers, packages, words } = services;
  const inNotebook = async (name: string, work: () => Promise<boolean>): Promise<void> => {
    if (await work()) {
      return;
    }
    const answer = await showDialog({
      title: words.__('%1 is not defined in the kernel yet', name),
      body: words.__('Run the cells of the notebook up to the class first?'),
      buttons: [Dialog.cancelButton({ label: words.__('No') }), Dialog.okButton({ label: words.__('Run them') })]
    });
    if (answer.button.accept) {
      await wrappers.makeLive(name);
      await work();
    }
  };
  return {
    run: name => void inNotebook(name, () => wrappers.openForm(name)),
    serve: name => void inNotebook(name, () => wrappers.serve(name)),
    export: name => {
      packages.choose({ className: name });
      show('export');
      void packages.preview();
    },
    create: () => void app.commands.execute(Command.newWrapper)
  };
}

function filesOf(app: JupyterFrontEnd, browser: IDefaultFileBrowser | null): FileActions {
  return {
    openFolder: path => {
      void browser?.model.cd(`/${path}`).then(() => app.shell.activateById(browser.id));
    },
    download: path => {
      void app.serviceManager.contents.getDownloadUrl(path).then(url => {
        const link = document.createElement('a');
        link.href = url;
        link.download = path.split('/').pop() ?? '';
        document.body.appendChild(link);
        link.click();
        link.remove();
      });
    }
  };
}

function addCommands(
  app: JupyterFrontEnd,
  services: Services,
  actions: WrapperActions,
  show: (section: string) => void,
  palette: ICommandPalette | null
): void {
  const { commands } = app;
  const { wrappers, runs, words } = services;
  const first = (): string => wrappers.wrappers[0]?.outline.name ?? '';
  const named = (args: unknown): string => {
    const given = (args as { name?: unknown }).name;
    return typeof given === 'string' ? given : first();
  };
  commands.addCommand(Command.showWrappers, {
    label: () => words.__('Show Wrappers of This Notebook'),
    icon: aigesIcon,
    execute: () => show('wrappers')
  });
  commands.addCommand(Command.showRuns, {
    label: () => words.__('Show Runs'),
    icon: aigesIcon,
    execute: () => show('runs')
  });
  commands.addCommand(Command.showExport, {
    label: () => words.__('Export a Wrapper …'),
    icon: aigesIcon,
    execute: () => show('export')
  });
  commands.addCommand(Command.runWrapper, {
    label: () => words.__('Open the Form of the Wrapper'),
    isEnabled: () => first() !== '',
    execute: args => actions.run(named(args))
  });
  commands.addCommand(Command.checkWrapper, {
    label: () => words.__('Check the Wrapper'),
    isEnabled: () => first() !== '',
    execute: args => {
      show('wrappers');
      return wrappers.check(named(args));
    }
  });
  commands.addCommand(Command.cancelRuns, {
    label: () => words.__('Cancel All Runs of This Notebook'),
    isEnabled: () => runs.notebook !== '',
    execute: async () => {
      await runs.refresh();
      const own = runs.rows.filter(row => row.notebook === runs.notebook && !isFinal(row.state));
      await Promise.all(own.map(row => runs.cancel(row.id, false)));
    }
  });
  const listed = [
    Command.showWrappers,
    Command.showRuns,
    Command.showExport,
    Command.runWrapper,
    Command.checkWrapper,
    Command.cancelRuns
  ];
  listed.forEach(command => palette?.addItem({ command, category: CATEGORY }));
  wrappers.changed.connect(() => {
    commands.notifyCommandChanged(Command.runWrapper);
    commands.notifyCommandChanged(Command.checkWrapper);
  });
}
