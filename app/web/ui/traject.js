// On every page: the components that need a script, and htmx for the parts of a page that refresh alone.
import { initAll } from 'govuk-frontend';
import htmx from 'htmx.org';
import './picture.js';
import './grid.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');

// The content security policy allows no eval and no inline style: htmx must not try either.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

const csrfToken = document.querySelector('meta[name="csrf-token"]')?.content;
document.body.addEventListener('htmx:configRequest', (event) => {
  if (csrfToken) event.detail.headers['X-CSRFToken'] = csrfToken;
});
document.body.addEventListener('htmx:afterSwap', (event) => initAll({ scope: event.detail.target }));

initAll();

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
