// A grid to fill in by keyboard: arrows and Enter go to the same column of another row, Ctrl + Enter sends it.
for (const form of document.querySelectorAll('[data-grid]')) {
  for (const help of form.querySelectorAll('[data-grid-help]')) help.hidden = false;
  form.addEventListener('keydown', (event) => {
    const cell = event.target;
    if (!cell.matches('.t-grid__cell')) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const column = cell.name.split('-')[0];
    const cells = [...form.querySelectorAll(`.t-grid__cell[name^="${column}-"]`)];
    const next = cells[cells.indexOf(cell) + step];
    if (next) next.select();
    else if (step > 0) form.querySelector('[type="submit"], button:not([type])').focus();
  });
}
