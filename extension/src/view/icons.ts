/** The panel's own icon. */

import { LabIcon } from '@jupyterlab/ui-components';

export const aigesIcon = new LabIcon({
  name: 'aiges-nb:aiges',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <path d="M12 2 3 7v10l9 5 9-5V7zm0 2.3L18.7 8 12 11.7 5.3 8zM5 9.7l6 3.3v6.400l-6-3.300zm8 9.700v-6.400l6-3.300v6.400z"/>
  </g>
</svg>`
});
