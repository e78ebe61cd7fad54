// An undo that was refused because somebody has acted since is told first; the next one passes over that action, and
// takes back what stands before it.
(() => {
  const past = document.querySelector('[data-past]');
  document.addEventListener('entaku:answer', ({ detail: { command, refused } }) => {
    if (command.do !== 'undo') past.checked &&= Boolean(refused);
    else if (refused === 'changed-since') {
      past.checked = true;
      document.getElementById('said').append(` ${past.dataset.past}`);
    }
  });
})();
