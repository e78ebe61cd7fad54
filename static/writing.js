// What a translator is writing. It stands outside all that is pushed, and is kept over swaps, reloads and lost lines,
// for each question and language, until it is published. The list asks by `entaku:write`, and hears `entaku:left`.
(() => {
  const page = document.getElementById('translate'), writing = document.getElementById('writing');
  const form = writing.querySelector('form'), field = form.elements.text, mirror = writing.querySelector('[data-mirror]');
  const { question, language, of, seen } = form.elements;
  const byId = (id) => document.getElementById(id);
  const segments = window.Intl?.Segmenter ? new Intl.Segmenter() : null;
  const length = (text) => (segments ? [...segments.segment(text)] : [...text]).length;
  const name = (one) => `task-${one.question}_${one.language}`;
  const shelf = (one) => `entaku:translating:${one.question}:${one.language}`;
  const given = () => ({ question: question.value, language: language.value });
  const beat = () => document.dispatchEvent(new CustomEvent('entaku:beat'));
  let opened = '';

  const count = () => {
    const left = form.querySelector('[data-count]'), rest = left.dataset.count - length(field.value.trim());
    left.textContent = rest.toLocaleString(document.documentElement.lang);
    left.toggleAttribute('data-over', rest < 0);
  };

  // The task as it is now: its words, its translation, who else is at it. `of` and `seen` stay as they were read.
  const reflect = () => {
    const task = byId(opened);
    form.querySelector('.gone').hidden = Boolean(task) || !opened;
    if (!task) return;
    form.querySelector('.moved').hidden = of.value === task.dataset.of && seen.value === task.dataset.seen;
    const fresh = document.createElement('div');
    fresh.append(...[...task.querySelectorAll('.source, .present, .offers, .writers')].map((one) => one.cloneNode(true)));
    fresh.querySelectorAll('[id]').forEach((one) => one.removeAttribute('id'));
    if (fresh.innerHTML !== mirror.innerHTML) mirror.replaceChildren(...fresh.childNodes);
  };
  const read = (task) => { [of.value, seen.value] = [task.dataset.of, task.dataset.seen]; };

  const open = (task) => {
    const title = writing.querySelector('h2');
    opened = task.id;
    [question.value, language.value, field.lang] = [task.dataset.question, task.dataset.language, task.dataset.language];
    read(task);
    title.textContent = title.dataset[language.value];
    field.value = localStorage.getItem(shelf(given())) ?? task.querySelector('.present .words')?.textContent ?? '';
    delete form.dataset.state;
    form.querySelector('[data-note]').textContent = '';
    [form.dataset.shows, writing.hidden, page.dataset.writing] = [`question:${question.value} ${language.value}`, false, ''];
    sessionStorage.setItem('entaku:opened', opened);
    reflect();
    count();
    field.focus();
    beat();
  };
  const close = (published = false) => {
    [opened, writing.hidden] = ['', true];
    delete form.dataset.shows;
    delete page.dataset.writing;
    sessionStorage.removeItem('entaku:opened');
    beat();
    document.dispatchEvent(new CustomEvent('entaku:left', { detail: { published } }));
  };

  document.addEventListener('entaku:write', ({ target }) => open(target));
  document.addEventListener('entaku:settled', reflect);
  field.addEventListener('input', () => {
    localStorage.setItem(shelf(given()), field.value);
    if (form.dataset.state !== 'sending') delete form.dataset.state;
    count();
  });
  writing.addEventListener('click', (event) => {
    const button = event.target.closest('button, a');
    if (button?.matches('[data-leave]')) {
      event.preventDefault();
      close();
    }
    if (!button?.matches('[data-insert]')) return;
    field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input'));
    field.focus();
  });

  // While kana are being converted, keys belong to the conversion.
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229 || event.repeat || !opened) return;
    const sends = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target === field;
    if (event.key === 'Escape') close();
    else if (!sends) return;
    else if (form.dataset.state !== 'sending') form.requestSubmit();
    event.preventDefault();
  });

  document.addEventListener('entaku:answer', ({ detail: { command, refused } }) => {
    if (command.do !== 'translate') return;
    // Who was refused has been told why: the next try is for what they see now.
    if (refused) return opened === name(command) && byId(opened) && read(byId(opened));
    if (localStorage.getItem(shelf(command)) === command.text) localStorage.removeItem(shelf(command));
    if (opened === name(command) && field.value === command.text) close(true);
  });

  document.addEventListener('DOMContentLoaded', () => {
    const before = byId(sessionStorage.getItem('entaku:opened')) || (!writing.hidden && byId(name(given())));
    if (before) open(before);
  });
})();
