// One set of forms for whichever question is selected: filled from it when it is selected, opened one at a time.
// What is typed into a drawer belongs to the question for which it was opened and stays until it is sent.
(() => {
  const tray = document.getElementById('tray'), others = tray.querySelector('.others');
  const { item, select } = window.atDesk;
  const drafts = new Map();
  const plain = (words) => words.replace(/[\u202f\u00a0]/g, ' ');
  const write = (place, words) => { if (place.textContent !== words) place.textContent = words; };
  const all = (selector) => [...tray.querySelectorAll(selector)];
  const typed = (drawer) => drawer.querySelector('textarea, input[type=text]');
  const draftOf = (drawer) => `${drawer.elements.question.value} ${drawer.id} ${drawer.elements.language?.value || ''}`;
  const kept = (one, name) => plain(one.querySelector(`[data-kept="${name}"]`)?.textContent || '');
  let about = '', opened = '';

  const offer = (one) => {
    const { status } = one.dataset;
    all('[data-for]').forEach((node) => { node.hidden = !node.dataset.for.split(' ').includes(status); });
    all('[data-toggles]').forEach((form) => {
      const on = form.dataset.toggles in one.dataset, button = form.querySelector('button');
      form.elements.on.value = on ? 'false' : 'true';
      form.dataset.done = on ? form.dataset.doneOff : form.dataset.doneOn;
      write(button.firstElementChild, on ? button.dataset.off : button.dataset.on);
    });
    const labels = JSON.parse(one.dataset.labels || '[]'), speaker = one.dataset.speaker || '';
    all('button[name=label]').forEach((button) => button.setAttribute('aria-pressed', labels.includes(button.value)));
    all('button[name=speaker]').forEach((button) => button.setAttribute('aria-pressed', button.value === speaker));
  };
  const fill = (one) => {
    const data = one.dataset;
    all('[data-from]').forEach((field) => { field.value = data[field.dataset.from] || ''; });
    all('[data-text-from]').forEach((place) => { write(place, data.text); place.lang = data.language; });
    all('[data-from-kept]').forEach((field) => { field.value = kept(one, field.dataset.fromKept); });
    all('.drawer').forEach((drawer) => {
      write(drawer.querySelector('[data-note]'), '');
      delete drawer.dataset.state;
      if (!typed(drawer)) return;
      if (drawer.querySelector('[type=radio]')) into(drawer, one);
      const draft = drafts.get(draftOf(drawer));
      if (draft !== undefined) typed(drawer).value = draft;
      else if (typed(drawer).matches('input')) typed(drawer).value = '';
    });
  };
  // Into a language that is missing, else into one that can be bettered.
  const into = (drawer, one, chosen) => {
    const { language, lacks } = one.dataset;
    const choices = [...drawer.elements.language];
    choices.forEach((choice) => { choice.disabled = choice.value === language; choice.parentElement.hidden = choice.disabled; });
    const wanted = chosen || lacks?.split(' ')[0] || choices.find((choice) => !choice.disabled).value;
    drawer.elements.language.value = wanted;
    const words = one.querySelector(`[data-words="${wanted}"]`);
    typed(drawer).lang = wanted;
    typed(drawer).value = drafts.get(draftOf(drawer)) ?? plain(words?.textContent.trim() || '');
  };

  // On a small screen what comes less often waits behind one button.
  const unfold = (on) => {
    tray.toggleAttribute('data-unfolded', on);
    others.setAttribute('aria-expanded', on);
  };
  const show = (name) => {
    opened = name;
    unfold(false);
    all('.drawer').forEach((drawer) => drawer.toggleAttribute('data-open', drawer.id === `drawer-${name}`));
    all('[data-drawer]').forEach((button) => button.setAttribute('aria-expanded', button.dataset.drawer === name));
    if (!name) return;
    const drawer = document.getElementById(`drawer-${name}`);
    // Under a thumb a field would call the keyboard over what can be chosen.
    const choice = matchMedia('(pointer: coarse)').matches && drawer.querySelector('.choices button');
    const first = choice || drawer.querySelector('[data-first]') || drawer.querySelector('button:not([hidden])');
    first.focus();
    first.setSelectionRange?.(first.value.length, first.value.length);
    drawer.dispatchEvent(new CustomEvent('entaku:opened', { bubbles: true }));
    item()?.scrollIntoView({ block: 'nearest' });
  };
  const shut = () => {
    show('');
    if (item()) select(item());
  };
  const stillOpen = (one) => {
    const button = opened && tray.querySelector(`[data-drawer="${opened}"]`);
    return Boolean(one && button && !button.hidden);
  };

  document.addEventListener('entaku:selected', ({ detail: one }) => {
    const here = one?.dataset.question ? one : null, now = here?.dataset.question || '';
    tray.toggleAttribute('data-ready', Boolean(here));
    if (here) offer(here);
    if (now !== about) show('');
    const state = here ? `${now} ${here.dataset.seen} ${here.dataset.changes}` : '';
    if (here && tray.dataset.state !== state && !(now === about && tray.contains(document.activeElement))) fill(here);
    [about, tray.dataset.state] = [now, state];
    if (opened && !stillOpen(here)) show('');
  });
  tray.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (button === others) return unfold(!('unfolded' in tray.dataset));
    if (button && 'shut' in button.dataset) return shut();
    if (button?.dataset.drawer) return show(button.dataset.drawer === opened ? '' : button.dataset.drawer);
    if (button?.name === 'label') button.form.elements.on.value = button.getAttribute('aria-pressed') !== 'true';
    if (!button || !('puts' in button.dataset)) return;
    const field = typed(button.form);
    field.value = button.dataset[item()?.dataset.language] || button.textContent;
    field.focus();
  });
  tray.addEventListener('input', ({ target }) => {
    const drawer = target.closest('.drawer');
    if (target.name === 'language') return into(drawer, item(), target.value);
    if (target === typed(drawer)) drafts.set(draftOf(drawer), target.value);
  });
  // What was sent is no draft any more; what was refused stays as it was typed.
  document.addEventListener('entaku:answer', ({ detail: { command, refused, form } }) => {
    if (!form?.matches('.drawer') || refused) return;
    drafts.delete(`${command.question} ${form.id} ${command.language || ''}`);
    if (command.question !== about || form.id === 'drawer-label') return typed(form)?.matches('#label-text') && (typed(form).value = '');
    shut();
  });
  document.addEventListener('entaku:leave', (event) => {
    if (!opened || !tray.contains(event.detail)) return;
    event.preventDefault();
    shut();
  });
})();
