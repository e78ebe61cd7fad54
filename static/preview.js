// What a key would bring on screen: the words of the selected question as the hall would read them, before it does.
(() => {
  const preview = document.getElementById('preview');
  const frame = preview.querySelector('.frame'), lacks = preview.querySelector('.lacks');
  const hall = preview.dataset.hall.split(' ');
  const LARGEST = 15, SMALLEST = 6;
  let shown = '';

  const voice = (one, language) => {
    const said = one.querySelector(`:scope > [data-words="${language}"]`);
    if (!said) return null;
    const line = document.createElement('p');
    [line.textContent, line.lang] = [said.textContent.trim(), language];
    return line;
  };
  // As large as it fits, like on the screen itself.
  const fit = () => {
    for (let size = LARGEST; size >= SMALLEST; size -= 0.5) {
      frame.style.fontSize = `${size}px`;
      if (frame.scrollHeight <= frame.clientHeight) return;
    }
  };
  document.addEventListener('entaku:selected', ({ detail: one }) => {
    const ready = one?.querySelector(':scope > .acts [data-key="s"]');
    preview.hidden = !ready;
    if (!ready) return;
    const original = one.dataset.language;
    const order = original ? [original, ...hall.filter((language) => language !== original)] : hall;
    const voices = order.map((language) => voice(one, language)).filter(Boolean);
    const words = voices.map((line) => line.textContent).join('\n');
    if (words === shown) return;
    shown = words;
    frame.replaceChildren(...voices);
    fit();
    const missing = hall.filter((language) => !voices.some((line) => line.lang === language));
    lacks.textContent = missing.map((language) => preview.getAttribute(`data-lacks-${language}`)).join(' · ');
  });
})();
