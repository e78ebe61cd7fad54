// Copying a private link that was just made; without a script it can be selected by hand.
(() => {
  const button = document.querySelector('[data-copy]');
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const told = document.getElementById('copied');
  field.addEventListener('focus', () => field.select());
  // The clipboard itself is there under TLS only; a hall's own network has none.
  const copy = async () => {
    field.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else if (!document.execCommand('copy')) return;
    told.textContent = told.dataset.said;
  };
  button.addEventListener('click', () => copy().catch(() => field.select()));
  button.hidden = false;
})();
