// The booth: the words on the hall's screen again in large letters, whose size each device keeps.
(() => {
  const KEY = 'entaku:letters', SIZES = [1, 1.15, 1.3, 1.5, 1.75, 2, 2.4];
  const html = document.documentElement;
  const reading = document.querySelector('[data-mirror]');
  let step = Math.min(Math.max(Number(localStorage.getItem(KEY)) || 0, 0), SIZES.length - 1);

  const letters = () => {
    html.style.setProperty('--letters', SIZES[step]);
    document.querySelectorAll('[data-letters]').forEach((button) => {
      button.disabled = !SIZES[step + Number(button.dataset.letters)];
    });
  };
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-letters]');
    if (!button) return;
    step += Number(button.dataset.letters);
    localStorage.setItem(KEY, step);
    letters();
  });
  letters();

  const WORDS = '#scene:is(.quoted, .poll, .announcement) .both';
  const mirror = () => {
    const words = Array.from(document.querySelectorAll(WORDS), (one) => one.cloneNode(true));
    if (words.map((one) => one.outerHTML).join('') !== reading.innerHTML) reading.replaceChildren(...words);
  };
  new MutationObserver(mirror).observe(document.getElementById('projector').parentElement, {
    subtree: true, childList: true, characterData: true,
  });
  mirror();
})();
