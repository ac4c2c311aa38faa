/** The plugins of the extension. */

import { panelPlugin } from './plugins/panel';
import { servicesPlugin } from './plugins/services';

export default [servicesPlugin, panelPlugin];
