// What was said of the last act at the desk, for a while; and whether it can be undone.
(() => {
  const said = document.getElementById('said');
  const FINAL = ['undo', 'open-poll', 'close-poll', 'hand-over', 'set-words'];
  const SAID_FOR = 10000;
  let silence;
  document.addEventListener('entaku:answer', ({ detail: { command, refused, message, form } }) => {
    const hint = document.createElement('span');
    hint.textContent = refused || FINAL.includes(command.do) ? '' : said.dataset.undo;
    said.replaceChildren(`${refused ? message : form?.dataset.done || ''} `, hint);
    said.classList.toggle('refused', Boolean(refused));
    clearTimeout(silence);
    silence = setTimeout(() => said.replaceChildren(), SAID_FOR);
  });
})();
