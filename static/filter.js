// Which questions are in sight: words and choices, kept in the address behind the `#`, so that a list can be shared.
(() => {
  const desk = document.getElementById('desk');
  const byId = (id) => document.getElementById(id);
  const seek = byId('seek'), chosen = byId('chosen');
  const LISTS = ['pending', 'live', 'answered', 'dismissed', 'merged', 'muted'];
  const FLAGS = ['pinned', 'found', 'lacks'];
  let wanted = {};

  // As people compare words: without case, width and accents, hiragana as katakana.
  const fold = (words) => words.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim()
    .replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 96));
  Object.assign(window.atDesk, { fold });

  const known = new WeakMap();
  const textOf = (one) => {
    const raw = one.querySelector('.similar:not([hidden])') ? [...one.children].filter((part) => !part.matches('.similar, .acts'))
      .map((part) => part.textContent).join(' ') : one.textContent;
    if (known.get(one)?.raw !== raw) known.set(one, { raw, folded: fold(raw) });
    return known.get(one).folded;
  };
  const fits = (one) => Object.entries(wanted).every(([name, value]) => {
    const data = one.dataset, labels = data.labels ? JSON.parse(data.labels) : [];
    if (name === 'q') return value.split(' ').every((word) => textOf(one).includes(word));
    if (FLAGS.includes(name)) return name in data;
    if (name === 'label') return labels.includes(value);
    if (name === 'delegation' && data.delegation === value) return true;
    if (['theme', 'sdg', 'delegation'].includes(name)) return labels.includes(`${name}:${value}`);
    return data[name] === value;
  });

  let active = false;
  const apply = () => {
    const now = Object.keys(wanted).length > 0;
    if (!now && !active) return;
    active = now;
    LISTS.flatMap((name) => [...byId(name).children]).forEach((one) => {
      const out = now && !fits(one);
      if (out !== ('out' in one.dataset)) one.toggleAttribute('data-out', out);
    });
  };

  const controls = () => [...desk.querySelectorAll('[data-filter]')];
  const reflect = () => controls().forEach((one) => {
    const value = wanted[one.dataset.filter] || '';
    if (one.type === 'checkbox') one.checked = Boolean(value);
    else if (one.value !== value) one.value = value;
  });
  const chip = ([name, value]) => {
    const line = document.createElement('li'), button = document.createElement('button'), control = desk.querySelector(`[data-filter="${name}"]`);
    const words = control?.type === 'checkbox' ? control.parentElement.textContent.trim()
      : control?.selectedOptions[0]?.textContent || value;
    Object.assign(button, { type: 'button', textContent: `${words} ×`, ariaLabel: `${chosen.dataset.remove} ${words}` });
    button.dataset.unchoose = name;
    line.append(button);
    return line;
  };
  const tell = () => {
    const rest = Object.entries(wanted).filter(([name]) => name !== 'q');
    reflect();
    chosen.replaceChildren(...rest.map(chip));
    byId('unsift').hidden = !Object.keys(wanted).length;
    desk.toggleAttribute('data-sifted', Object.keys(wanted).length > 0);
    apply();
  };
  const choose = (change) => {
    wanted = Object.fromEntries(Object.entries({ ...wanted, ...change }).filter(([, value]) => value));
    const hash = new URLSearchParams(wanted).toString();
    // Not by location.hash: a small screen goes by it to say which list it shows.
    const bare = location.hash.includes('=') ? location.pathname + location.search : location.href;
    history.replaceState(null, '', hash ? `#${hash}` : bare);
    tell();
  };

  seek.addEventListener('input', () => choose({ q: fold(seek.value) }));
  desk.addEventListener('change', ({ target }) => {
    if (!target.dataset.filter) return;
    choose({ [target.dataset.filter]: target.type === 'checkbox' ? target.checked && '1' : target.value });
  });
  desk.addEventListener('click', ({ target }) => {
    if (target.dataset.unchoose) {
      choose({ [target.dataset.unchoose]: '' });
      (chosen.querySelector('button') || seek).focus();
    }
    if (target.id !== 'unsift') return;
    seek.value = '';
    choose(Object.fromEntries(Object.keys(wanted).map((name) => [name, ''])));
    seek.focus();
  });
  const read = () => {
    if (!location.hash.includes('=')) return;
    wanted = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    seek.value = wanted.q || '';
    tell();
  };
  window.addEventListener('hashchange', read);
  const attributeFilter = ['data-out', 'data-labels', 'data-speaker', 'data-pinned', 'data-found', 'data-lacks', 'data-seen'];
  const watch = new MutationObserver(apply);
  LISTS.forEach((name) => watch.observe(byId(name).parentElement, { subtree: true, childList: true, attributeFilter }));
  new MutationObserver(reflect).observe(desk.querySelector('.narrow'), { subtree: true, childList: true });
  read();
})();
