// The desk by keyboard: keys that press the same buttons as a hand would. Each button says its own: `data-key`.
(() => {
  const desk = document.getElementById('desk');
  const html = document.documentElement;
  const { item, itemOf, take, move, hop } = window.atDesk;
  const FIELDS = 'input, textarea, select';

  const open = (summary) => {
    const area = summary.closest('.area'), fold = summary.parentElement;
    if (!area.checkVisibility()) location.hash = area.id;
    fold.open = true;
    fold.scrollIntoView({ block: 'nearest' });
    (fold.querySelector(':scope > form [data-first]') || summary).focus();
  };
  const press = (target) => {
    if (target.matches('summary')) return open(target);
    if (target.matches(FIELDS)) return target.select();
    if (target.type === 'button') return target.click();
    if (!itemOf(target) || target.form.dataset.state !== 'sending') target.form.requestSubmit(target);
  };

  // Keys of the whole desk work in a closed fold too, and where a small screen has no room for what they press.
  const isOffered = (node) => {
    if (itemOf(node)) return false;
    for (let one = node; one !== desk; one = one.parentElement) {
      if (one.hidden || (!one.matches('.area, [data-drawer]') && getComputedStyle(one).display === 'none')) return false;
    }
    return (!/^\d$/.test(node.dataset.key) || Boolean(node.closest('.fold:focus-within')));
  };
  const find = (key) => {
    if (key === 'n') return desk.querySelector('#prepared > [data-status="planned"] [data-key="s"]');
    const named = `[data-key="${CSS.escape(key)}"]`;
    const here = item()?.checkVisibility() ? item().querySelector(named) : null;
    // What is on stage is answered first, whatever one reads meanwhile.
    if (here && key !== 'r') return here;
    return [...desk.querySelectorAll(named)].find(isOffered) || here;
  };
  desk.addEventListener('click', (event) => {
    if (!event.target.dataset.opens) return;
    event.preventDefault();
    press(find(event.target.dataset.opens));
  });

  const leave = (target) => {
    if (document.dispatchEvent(new CustomEvent('entaku:leave', { cancelable: true, detail: target })) === false) return;
    target.closest('.narrow[open]')?.removeAttribute('open');
    const back = target.matches(FIELDS) && (item() || target.closest('.fold')?.querySelector('summary'));
    if (back) return back.focus();
    target.blur();
    if (!target.matches(FIELDS)) take(null);
  };
  const MOVES = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    ArrowLeft: () => hop(-1), ArrowRight: () => hop(1),
  };
  // What the key is called, whichever script the keyboard writes, with or without caps lock.
  const keyOf = ({ key, code, shiftKey }) => {
    const name = key.length > 1 || /^[!-~]$/.test(key) ? key : code.replace(/^(Key|Digit)/, '');
    if (!/^[a-z]$/i.test(name)) return name;
    return shiftKey ? name.toUpperCase() : name.toLowerCase();
  };
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.isComposing || event.keyCode === 229 || target.closest('dialog')) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && target.matches('textarea')) {
      const button = [...target.form.querySelectorAll('[data-enter]')].find((one) => one.checkVisibility());
      if (button) target.form.requestSubmit(button);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return leave(target);
    if (html.dataset.keys === 'off' || target.closest(FIELDS)) return;
    const key = keyOf(event), button = MOVES[key] ? null : find(key);
    if (!MOVES[key] && !button) return;
    event.preventDefault();
    if (!button) MOVES[key]();
    else if (!event.repeat) press(button);
  });

  // Whether single keys act is each person's choice, kept on this device.
  const choice = document.getElementById('keys-on');
  html.dataset.keys = localStorage.getItem('entaku:keys') || 'on';
  choice.checked = html.dataset.keys === 'on';
  choice.addEventListener('change', () => {
    html.dataset.keys = choice.checked ? 'on' : 'off';
    localStorage.setItem('entaku:keys', html.dataset.keys);
  });
  document.getElementById('help').addEventListener('click', () => document.getElementById('keys').showModal());
})();
