// What the desk tells of its lists and its session: how many there are, that one is empty, how long it has been live.
(() => {
  const desk = document.getElementById('desk');
  const { isIn } = window.atDesk;
  const write = (place, words) => { if (place.textContent !== words) place.textContent = words; };

  // By the server's clock.
  let offset = 0;
  const tell = () => desk.querySelectorAll('.status [data-since]').forEach((place) => {
    const minutes = Math.max(0, Math.floor((Date.now() + offset - place.dataset.since) / 60000));
    write(place, `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`);
  });
  window.addEventListener('entaku:now', (event) => { ({ offset } = event.detail); tell(); });

  const figure = new Intl.NumberFormat(document.documentElement.lang).format;
  const places = [...desk.querySelectorAll('[data-counts]')];
  const count = (place) => {
    const items = [...document.getElementById(place.dataset.counts).children];
    const out = items.filter((one) => one.hasAttribute('data-out')).length;
    const of = place.dataset.of?.replace('{found}', figure(items.length - out)).replace('{all}', figure(items.length));
    write(place, out && of ? of : figure(items.length));
  };
  // One's own name among the readers says nothing.
  const hideMyself = () => desk.querySelectorAll(`[data-reader="${CSS.escape(desk.dataset.actor)}"]`).forEach((one) => {
    one.hidden = true;
  });
  // Said in marks rather than by `:has()`, for which a browser would style all questions anew at each of their changes.
  const note = () => {
    desk.querySelectorAll('.items').forEach((list) => list.toggleAttribute('data-empty', ![...list.children].some(isIn)));
    desk.toggleAttribute('data-staged', Boolean(desk.querySelector('.curtain [data-key="r"]')));
  };
  const settle = () => {
    hideMyself();
    note();
    places.forEach(count);
    tell();
  };
  document.addEventListener('entaku:settled', settle);
  settle();
})();
