// Into which question to merge the selected one: those of the session that have the words that are typed.
(() => {
  const drawer = document.getElementById('drawer-merge');
  const list = drawer.querySelector('.candidates');
  const field = drawer.querySelector('input[type=text]');
  const MOST = 5;
  const { fold } = window.atDesk;

  const row = (one) => {
    const line = document.createElement('li'), words = document.createElement('span'), button = document.createElement('button');
    const said = one.querySelector('.words');
    words.textContent = said.textContent.trim();
    words.lang = said.querySelector('[lang]')?.lang || document.documentElement.lang;
    [button.name, button.value, button.textContent] = ['into', one.dataset.question, list.dataset.verb];
    line.append(words, button);
    return line;
  };
  const look = () => {
    const sought = fold(field.value).split(' ').filter(Boolean), own = drawer.elements.question.value;
    const found = [...document.querySelectorAll('#live > li, #pending > li, #answered > li')]
      .filter((one) => one.dataset.question !== own && sought.every((word) => fold(one.textContent).includes(word)));
    list.replaceChildren(...found.slice(0, MOST).map(row));
  };
  drawer.addEventListener('input', look);
  drawer.addEventListener('entaku:opened', look);
  // Enter in the field would press the first of them, unread.
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    list.querySelector('button')?.focus();
  });
})();
