// The hall's texts fill the space they have, the ring lights a seat per arrival. For a whole screen and a miniature alike.
//
// `data-fit="5 11"`: letters as large as fit, at most 11 % of the screen's height, and under 5 % only if nothing
// else helps. `data-layouts="stacked beside"`: of these arrangements, the one that allows larger letters. Words break
// (`data-broken`) and everything around moves closer (`data-crowded`) only where the letters would be small otherwise.
(() => {
  const SCREEN = '.projector, .stage';
  const FLOOR = 1.5, STEP = 0.1, WORTH_IT = 1.1, CROWDED = 1.2;

  const bottom = (box) => box.getBoundingClientRect().bottom;
  const tooWide = (box) => box.scrollWidth > box.clientWidth + 1;
  const overflows = (box) => tooWide(box) || Array.from(box.querySelectorAll('.voice')).some(tooWide)
    || Array.from(box.children).some((child) => bottom(child) > bottom(box) + 1);
  const set = (box, size) => box.style.setProperty('--fit', size.toFixed(1));
  const dress = (box, { layout, size, broken, crowded }) => {
    if (layout) box.dataset.layout = layout;
    box.toggleAttribute('data-broken', broken);
    box.toggleAttribute('data-crowded', crowded);
    set(box, size);
  };

  const largest = (box, most) => {
    let low = FLOOR, high = most + STEP;
    while (high - low > STEP) {
      const size = (low + high) / 2;
      set(box, size);
      [low, high] = overflows(box) ? [low, size] : [size, high];
    }
    return Math.floor(low / STEP + 1e-6) * STEP;
  };

  const arrange = (box, most, broken, crowded) => {
    let found = { size: 0 };
    for (const layout of (box.dataset.layouts || '').split(' ')) {
      dress(box, { layout, size: most, broken, crowded });
      const size = largest(box, most);
      if (size > found.size * WORTH_IT) found = { layout, size, broken, crowded };
    }
    return found;
  };

  const best = (box) => {
    const [least, most] = box.dataset.fit.split(' ').map(Number);
    let found = arrange(box, most, false, false);
    for (const [enough, broken, crowded] of [[least, true, false], [least * CROWDED, false, true]]) {
      if (found.size >= enough) continue;
      const other = arrange(box, most, broken, crowded);
      if (other.size > found.size * (broken ? WORTH_IT : 1)) found = other;
    }
    return found;
  };

  // Figures that count up must not make the words around them tremble: what was found stays while it fits.
  const fits = new WeakMap();
  const fit = (box) => {
    delete box.dataset.crowded;
    const words = Array.from(box.querySelectorAll('.voice'), (voice) => voice.textContent).join() || box.textContent;
    const about = [words, box.clientWidth, box.clientHeight, box.parentElement.className].join();
    const known = fits.get(box);
    if (known?.about === about && (dress(box, known), !overflows(box))) return;
    const found = { about, ...best(box) };
    fits.set(box, found);
    dress(box, found);
  };

  // People sit down all around the table, not one beside the other. The first arrivals light a seat each, later ones
  // share one, so that a hall of twenty and one of twenty thousand both fill it.
  const SEATS = 64, EXACT = 20;
  const seat = (place) => (37 * place * (place + 1) / 2) % SEATS;
  const seated = (people) => people <= EXACT ? people
    : Math.min(SEATS, EXACT + Math.floor(Math.log(people / EXACT) / Math.log(1.17)));
  const light = (ring) => {
    const count = document.getElementById(ring.dataset.ring);
    const lit = seated(Number(count.textContent.replace(/\D/g, '')));
    for (let place = 0; place < SEATS; place += 1) ring.children[seat(place)].classList.toggle('lit', place < lit);
  };

  // In French, « est-elle » stays in one piece and « ? » with its word: a joiner that has no width, no-break spaces.
  const join = (voice) => {
    const texts = document.createTreeWalker(voice, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data } = texts.currentNode;
      const joined = data.replace(/-(?=\p{L})/gu, '-\u2060')
        .replace(/ (?=[?!;])/g, '\u202f').replace(/ (?=[:»])|(?<=«) /g, '\u00a0');
      if (joined !== data) texts.currentNode.data = joined;
    }
  };

  const address = document.querySelector('[data-join]')?.dataset.join || '';
  const prepare = (screen) => {
    screen.querySelectorAll('[data-join-here]').forEach((place) => { place.textContent = address; });
    screen.querySelectorAll('[data-ring]').forEach(light);
    screen.querySelectorAll('.voice:lang(fr)').forEach(join);
    screen.querySelectorAll('[data-fit]').forEach(fit);
    changes.takeRecords();
  };

  // Before the next frame is painted: a swap puts the server's attributes back, and new words may need other letters.
  const changes = new MutationObserver((records) => {
    const screens = new Set();
    for (const { target } of records) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      if (!element || element.closest('[data-clock]')) continue;
      const screen = element.closest(SCREEN) || element.querySelector(SCREEN);
      if (screen) screens.add(screen);
    }
    screens.forEach(prepare);
  });
  const attributeFilter = ['style', 'data-layout', 'data-broken', 'data-crowded'];
  changes.observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter });

  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => prepare(target)));
  document.querySelectorAll(SCREEN).forEach((screen) => sizes.observe(screen));
  document.fonts.ready.then(() => document.querySelectorAll(SCREEN).forEach(prepare));
})();
