// The second press of a double click is for what the first one met: where another act stands in its place by then, such
// as the opposite of what was just done, it is not given.
(() => {
  let met = '';
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button'), form = button?.type === 'submit' && button.form;
    const act = form ? `${form.action} ${new URLSearchParams(new FormData(form, button))}` : '';
    if (event.detail > 1 && act && act !== met) event.preventDefault();
    else met = act;
  }, true);
})();
